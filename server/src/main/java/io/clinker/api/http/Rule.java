package io.clinker.api.http;

import io.clinker.auth.Caller;
import java.util.Set;

/** Who may do what: the policy rules, with the name that a 403 quotes. */
public enum Rule {
  VOLUME_GET("volume:get", Role.READER),
  VOLUME_GET_ALL("volume:get_all", Role.READER),
  VOLUME_GET_ALL_SNAPSHOTS("volume:get_all_snapshots", Role.READER),
  VOLUME_GET_SNAPSHOT("volume:get_snapshot", Role.READER),
  VOLUME_GET_SNAPSHOT_METADATA("volume:get_snapshot_metadata", Role.READER),
  VOLUME_GET_VOLUME_METADATA("volume:get_volume_metadata", Role.READER),
  LIMITS_USED_LIMITS("limits_extension:used_limits", Role.READER),
  MESSAGE_GET("message:get", Role.READER),
  MESSAGE_GET_ALL("message:get_all", Role.READER),
  TYPE_GET("volume_extension:type_get", Role.READER),
  TYPE_GET_ALL("volume_extension:type_get_all", Role.READER),
  ACCESS_TYPES_EXTRA_SPECS("volume_extension:access_types_extra_specs", Role.READER),
  VOLUME_ENCRYPTION_METADATA("volume_extension:volume_encryption_metadata", Role.READER),
  VOLUME_IMAGE_METADATA_SHOW("volume_extension:volume_image_metadata:show", Role.READER),
  QUOTAS_SHOW("volume_extension:quotas:show", Role.READER),
  TYPES_EXTRA_SPECS_INDEX("volume_extension:types_extra_specs:index", Role.READER),
  TYPES_EXTRA_SPECS_SHOW("volume_extension:types_extra_specs:show", Role.READER),
  VOLUME_CREATE("volume:create", Role.MEMBER),
  VOLUME_UPDATE("volume:update", Role.MEMBER),
  VOLUME_DELETE("volume:delete", Role.MEMBER),
  VOLUME_EXTEND("volume:extend", Role.MEMBER),
  VOLUME_EXTEND_ATTACHED_VOLUME("volume:extend_attached_volume", Role.MEMBER),
  VOLUME_REVERT_TO_SNAPSHOT("volume:revert_to_snapshot", Role.MEMBER),
  VOLUME_CREATE_VOLUME_METADATA("volume:create_volume_metadata", Role.MEMBER),
  VOLUME_UPDATE_VOLUME_METADATA("volume:update_volume_metadata", Role.MEMBER),
  VOLUME_DELETE_VOLUME_METADATA("volume:delete_volume_metadata", Role.MEMBER),
  VOLUME_UPDATE_READONLY_FLAG("volume:update_readonly_flag", Role.MEMBER),
  VOLUME_CREATE_SNAPSHOT("volume:create_snapshot", Role.MEMBER),
  VOLUME_UPDATE_SNAPSHOT("volume:update_snapshot", Role.MEMBER),
  VOLUME_DELETE_SNAPSHOT("volume:delete_snapshot", Role.MEMBER),
  VOLUME_UPDATE_SNAPSHOT_METADATA("volume:update_snapshot_metadata", Role.MEMBER),
  VOLUME_DELETE_SNAPSHOT_METADATA("volume:delete_snapshot_metadata", Role.MEMBER),
  VOLUME_ATTACHMENT_CREATE("volume:attachment_create", Role.MEMBER),
  VOLUME_ATTACHMENT_UPDATE("volume:attachment_update", Role.MEMBER),
  VOLUME_ATTACHMENT_COMPLETE("volume:attachment_complete", Role.MEMBER),
  VOLUME_ATTACHMENT_DELETE("volume:attachment_delete", Role.MEMBER),
  MESSAGE_DELETE("message:delete", Role.MEMBER),
  SNAPSHOT_SNAPSHOT_ACTIONS_UPDATE_SNAPSHOT_STATUS(
      "snapshot_extension:snapshot_actions:update_snapshot_status", Role.MEMBER),
  VOLUME_TYPE_ACCESS("volume_extension:volume_type_access", Role.MEMBER),
  VOLUME_FORCE_DELETE("volume:force_delete", Role.ADMIN),
  VOLUME_FREEZE_HOST("volume:freeze_host", Role.ADMIN),
  VOLUME_THAW_HOST("volume:thaw_host", Role.ADMIN),
  VOLUME_ADMIN_ACTIONS_RESET_STATUS(
      "volume_extension:volume_admin_actions:reset_status", Role.ADMIN),
  VOLUME_ADMIN_ACTIONS_FORCE_DELETE(
      "volume_extension:volume_admin_actions:force_delete", Role.ADMIN),
  SNAPSHOT_ADMIN_ACTIONS_RESET_STATUS(
      "volume_extension:snapshot_admin_actions:reset_status", Role.ADMIN),
  SNAPSHOT_ADMIN_ACTIONS_FORCE_DELETE(
      "volume_extension:snapshot_admin_actions:force_delete", Role.ADMIN),
  VOLUME_HOST_ATTRIBUTE("volume_extension:volume_host_attribute", Role.ADMIN),
  VOLUME_MIG_STATUS_ATTRIBUTE("volume_extension:volume_mig_status_attribute", Role.ADMIN),
  TYPE_CREATE("volume_extension:type_create", Role.ADMIN),
  TYPE_UPDATE("volume_extension:type_update", Role.ADMIN),
  TYPE_DELETE("volume_extension:type_delete", Role.ADMIN),
  ACCESS_TYPES_QOS_SPECS_ID("volume_extension:access_types_qos_specs_id", Role.ADMIN),
  TYPES_EXTRA_SPECS_CREATE("volume_extension:types_extra_specs:create", Role.ADMIN),
  TYPES_EXTRA_SPECS_UPDATE("volume_extension:types_extra_specs:update", Role.ADMIN),
  TYPES_EXTRA_SPECS_DELETE("volume_extension:types_extra_specs:delete", Role.ADMIN),
  TYPES_EXTRA_SPECS_READ_SENSITIVE("volume_extension:types_extra_specs:read_sensitive", Role.ADMIN),
  VOLUME_TYPE_ACCESS_GET_ALL_FOR_TYPE(
      "volume_extension:volume_type_access:get_all_for_type", Role.ADMIN),
  VOLUME_TYPE_ACCESS_ADDPROJECTACCESS(
      "volume_extension:volume_type_access:addProjectAccess", Role.ADMIN),
  VOLUME_TYPE_ACCESS_REMOVEPROJECTACCESS(
      "volume_extension:volume_type_access:removeProjectAccess", Role.ADMIN),
  QUOTAS_UPDATE("volume_extension:quotas:update", Role.ADMIN),
  QUOTAS_DELETE("volume_extension:quotas:delete", Role.ADMIN),
  QUOTA_CLASSES_GET("volume_extension:quota_classes:get", Role.ADMIN),
  QUOTA_CLASSES_UPDATE("volume_extension:quota_classes:update", Role.ADMIN),
  SERVICES_INDEX("volume_extension:services:index", Role.ADMIN),
  SERVICES_UPDATE("volume_extension:services:update", Role.ADMIN),
  SCHEDULER_SCHEDULER_STATS_GET_POOLS("scheduler_extension:scheduler_stats:get_pools", Role.ADMIN),
  CAPABILITIES("volume_extension:capabilities", Role.ADMIN),
  HOSTS("volume_extension:hosts", Role.ADMIN);

  private final String rule;
  private final Role role;

  Rule(String rule, Role role) {
    this.rule = rule;
    this.role = role;
  }

  /** The least role; each includes the ones before it. */
  public enum Role {
    READER(Set.of("reader", "member", "manager", "admin")),
    MEMBER(Set.of("member", "manager", "admin")),
    ADMIN(Set.of("admin"));

    private final Set<String> words;

    Role(Set<String> words) {
      this.words = words;
    }
  }

  /** The name in the policy. */
  public String rule() {
    return rule;
  }

  /** Whether the caller's roles suffice; that a resource is of its project is checked apart. */
  public boolean allows(Caller caller) {
    return switch (role) {
      case ADMIN -> caller.admin();
      case READER, MEMBER ->
          caller.admin() || caller.roles().stream().anyMatch(role.words::contains);
    };
  }
}
