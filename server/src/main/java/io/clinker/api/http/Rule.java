package io.clinker.api.http;

import io.clinker.policy.Policy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The policy rules, with the name that a 403 quotes and a policy file replaces. The names of the
 * block storage API are all here, those of Clinker's own calls begin with {@code clinker:}.
 */
public enum Rule {
  BACKUP_IMPORT("backup:backup-import", Role.ADMIN),
  BACKUP_PROJECT_ATTRIBUTE("backup:backup_project_attribute", Role.ADMIN),
  BACKUP_CREATE("backup:create", Role.MEMBER),
  BACKUP_DELETE("backup:delete", Role.MEMBER),
  BACKUP_EXPORT("backup:export-import", Role.ADMIN),
  BACKUP_GET("backup:get", Role.READER),
  BACKUP_GET_ALL("backup:get_all", Role.READER),
  BACKUP_RESTORE("backup:restore", Role.MEMBER),
  BACKUP_UPDATE("backup:update", Role.MEMBER),
  CLUSTERS_GET("clusters:get", Role.ADMIN),
  CLUSTERS_GET_ALL("clusters:get_all", Role.ADMIN),
  CLUSTERS_UPDATE("clusters:update", Role.ADMIN),
  GROUP_ACCESS_GROUP_TYPES_SPECS("group:access_group_types_specs", Role.ADMIN),
  GROUP_CREATE("group:create", Role.MEMBER),
  GROUP_CREATE_GROUP_SNAPSHOT("group:create_group_snapshot", Role.MEMBER),
  GROUP_DELETE("group:delete", Role.MEMBER),
  GROUP_DELETE_GROUP_SNAPSHOT("group:delete_group_snapshot", Role.MEMBER),
  GROUP_DISABLE_REPLICATION("group:disable_replication", Role.MEMBER),
  GROUP_ENABLE_REPLICATION("group:enable_replication", Role.MEMBER),
  GROUP_FAILOVER_REPLICATION("group:failover_replication", Role.MEMBER),
  GROUP_GET("group:get", Role.READER),
  GROUP_GET_ALL("group:get_all", Role.READER),
  GROUP_GET_ALL_GROUP_SNAPSHOTS("group:get_all_group_snapshots", Role.READER),
  GROUP_GET_GROUP_SNAPSHOT("group:get_group_snapshot", Role.READER),
  GROUP_PROJECT_ATTRIBUTE("group:group_project_attribute", Role.ADMIN),
  GROUP_SNAPSHOT_PROJECT_ATTRIBUTE("group:group_snapshot_project_attribute", Role.ADMIN),
  GROUP_LIST_REPLICATION_TARGETS("group:list_replication_targets", Role.MEMBER),
  GROUP_RESET_GROUP_SNAPSHOT_STATUS("group:reset_group_snapshot_status", Role.ADMIN),
  GROUP_RESET_STATUS("group:reset_status", Role.ADMIN),
  GROUP_UPDATE("group:update", Role.MEMBER),
  GROUP_UPDATE_GROUP_SNAPSHOT("group:update_group_snapshot", Role.MEMBER),
  GROUP_TYPES_CREATE("group:group_types:create", Role.ADMIN),
  GROUP_TYPES_DELETE("group:group_types:delete", Role.ADMIN),
  GROUP_TYPES_UPDATE("group:group_types:update", Role.ADMIN),
  GROUP_TYPES_SPECS_CREATE("group:group_types_specs:create", Role.ADMIN),
  GROUP_TYPES_SPECS_DELETE("group:group_types_specs:delete", Role.ADMIN),
  GROUP_TYPES_SPECS_GET("group:group_types_specs:get", Role.ADMIN),
  GROUP_TYPES_SPECS_GET_ALL("group:group_types_specs:get_all", Role.ADMIN),
  GROUP_TYPES_SPECS_UPDATE("group:group_types_specs:update", Role.ADMIN),
  LIMITS_USED_LIMITS("limits_extension:used_limits", Role.READER),
  MESSAGE_DELETE("message:delete", Role.MEMBER),
  MESSAGE_GET("message:get", Role.READER),
  MESSAGE_GET_ALL("message:get_all", Role.READER),
  SCHEDULER_SCHEDULER_STATS_GET_POOLS("scheduler_extension:scheduler_stats:get_pools", Role.ADMIN),
  SNAPSHOT_LIST_MANAGEABLE("snapshot_extension:list_manageable", Role.ADMIN),
  SNAPSHOT_MANAGE("snapshot_extension:snapshot_manage", Role.ADMIN),
  SNAPSHOT_UNMANAGE("snapshot_extension:snapshot_unmanage", Role.ADMIN),
  SNAPSHOT_SNAPSHOT_ACTIONS_UPDATE_SNAPSHOT_STATUS(
      "snapshot_extension:snapshot_actions:update_snapshot_status", Role.MEMBER),
  VOLUME_ACCEPT_TRANSFER("volume:accept_transfer", Role.MEMBER),
  VOLUME_ATTACHMENT_COMPLETE("volume:attachment_complete", Role.MEMBER),
  VOLUME_ATTACHMENT_CREATE("volume:attachment_create", Role.MEMBER),
  VOLUME_ATTACHMENT_DELETE("volume:attachment_delete", Role.MEMBER),
  VOLUME_ATTACHMENT_UPDATE("volume:attachment_update", Role.MEMBER),
  VOLUME_CREATE("volume:create", Role.MEMBER),
  VOLUME_CREATE_FROM_IMAGE("volume:create_from_image", Role.MEMBER),
  VOLUME_CREATE_SNAPSHOT("volume:create_snapshot", Role.MEMBER),
  VOLUME_CREATE_TRANSFER("volume:create_transfer", Role.MEMBER),
  VOLUME_CREATE_VOLUME_METADATA("volume:create_volume_metadata", Role.MEMBER),
  VOLUME_DELETE("volume:delete", Role.MEMBER),
  VOLUME_DELETE_SNAPSHOT("volume:delete_snapshot", Role.MEMBER),
  VOLUME_DELETE_SNAPSHOT_METADATA("volume:delete_snapshot_metadata", Role.MEMBER),
  VOLUME_DELETE_TRANSFER("volume:delete_transfer", Role.MEMBER),
  VOLUME_DELETE_VOLUME_METADATA("volume:delete_volume_metadata", Role.MEMBER),
  VOLUME_EXTEND("volume:extend", Role.MEMBER),
  VOLUME_EXTEND_ATTACHED_VOLUME("volume:extend_attached_volume", Role.MEMBER),
  VOLUME_FAILOVER_HOST("volume:failover_host", Role.ADMIN),
  VOLUME_FORCE_DELETE("volume:force_delete", Role.ADMIN),
  VOLUME_FREEZE_HOST("volume:freeze_host", Role.ADMIN),
  VOLUME_GET("volume:get", Role.READER),
  VOLUME_GET_ALL("volume:get_all", Role.READER),
  VOLUME_GET_ALL_SNAPSHOTS("volume:get_all_snapshots", Role.READER),
  VOLUME_GET_ALL_TRANSFERS("volume:get_all_transfers", Role.READER),
  VOLUME_GET_SNAPSHOT("volume:get_snapshot", Role.READER),
  VOLUME_GET_SNAPSHOT_METADATA("volume:get_snapshot_metadata", Role.READER),
  VOLUME_GET_TRANSFER("volume:get_transfer", Role.READER),
  VOLUME_GET_VOLUME_METADATA("volume:get_volume_metadata", Role.READER),
  VOLUME_MULTIATTACH("volume:multiattach", Role.MEMBER),
  VOLUME_MULTIATTACH_BOOTABLE_VOLUME("volume:multiattach_bootable_volume", Role.MEMBER),
  VOLUME_REIMAGE("volume:reimage", Role.MEMBER),
  VOLUME_REIMAGE_RESERVED("volume:reimage_reserved", Role.MEMBER),
  VOLUME_RETYPE("volume:retype", Role.MEMBER),
  VOLUME_REVERT_TO_SNAPSHOT("volume:revert_to_snapshot", Role.MEMBER),
  VOLUME_THAW_HOST("volume:thaw_host", Role.ADMIN),
  VOLUME_UPDATE("volume:update", Role.MEMBER),
  VOLUME_UPDATE_READONLY_FLAG("volume:update_readonly_flag", Role.MEMBER),
  VOLUME_UPDATE_SNAPSHOT("volume:update_snapshot", Role.MEMBER),
  VOLUME_UPDATE_SNAPSHOT_METADATA("volume:update_snapshot_metadata", Role.MEMBER),
  VOLUME_UPDATE_VOLUME_ADMIN_METADATA("volume:update_volume_admin_metadata", Role.ADMIN),
  VOLUME_UPDATE_VOLUME_METADATA("volume:update_volume_metadata", Role.MEMBER),
  ACCESS_TYPES_EXTRA_SPECS("volume_extension:access_types_extra_specs", Role.READER),
  ACCESS_TYPES_QOS_SPECS_ID("volume_extension:access_types_qos_specs_id", Role.ADMIN),
  CAPABILITIES("volume_extension:capabilities", Role.ADMIN),
  DEFAULT_TYPE_GET("volume_extension:default_get", Role.ADMIN),
  DEFAULT_TYPE_GET_ALL("volume_extension:default_get_all", Role.ADMIN),
  DEFAULT_TYPE_SET_OR_UPDATE("volume_extension:default_set_or_update", Role.ADMIN),
  DEFAULT_TYPE_UNSET("volume_extension:default_unset", Role.ADMIN),
  EXTENDED_SNAPSHOT_ATTRIBUTES("volume_extension:extended_snapshot_attributes", Role.READER),
  HOSTS("volume_extension:hosts", Role.ADMIN),
  VOLUME_LIST_MANAGEABLE("volume_extension:list_manageable", Role.ADMIN),
  TYPE_CREATE("volume_extension:type_create", Role.ADMIN),
  TYPE_DELETE("volume_extension:type_delete", Role.ADMIN),
  TYPE_GET("volume_extension:type_get", Role.READER),
  TYPE_GET_ALL("volume_extension:type_get_all", Role.READER),
  TYPE_UPDATE("volume_extension:type_update", Role.ADMIN),
  VOLUME_ENCRYPTION_METADATA("volume_extension:volume_encryption_metadata", Role.READER),
  VOLUME_HOST_ATTRIBUTE("volume_extension:volume_host_attribute", Role.ADMIN),
  VOLUME_MANAGE("volume_extension:volume_manage", Role.ADMIN),
  VOLUME_MIG_STATUS_ATTRIBUTE("volume_extension:volume_mig_status_attribute", Role.ADMIN),
  VOLUME_TENANT_ATTRIBUTE("volume_extension:volume_tenant_attribute", Role.READER),
  VOLUME_TYPE_ACCESS("volume_extension:volume_type_access", Role.MEMBER),
  VOLUME_TYPE_ENCRYPTION("volume_extension:volume_type_encryption", Role.ADMIN),
  VOLUME_UNMANAGE("volume_extension:volume_unmanage", Role.ADMIN),
  BACKUP_ADMIN_ACTIONS_FORCE_DELETE(
      "volume_extension:backup_admin_actions:force_delete", Role.ADMIN),
  BACKUP_ADMIN_ACTIONS_RESET_STATUS(
      "volume_extension:backup_admin_actions:reset_status", Role.ADMIN),
  QOS_SPECS_MANAGE_CREATE("volume_extension:qos_specs_manage:create", Role.ADMIN),
  QOS_SPECS_MANAGE_DELETE("volume_extension:qos_specs_manage:delete", Role.ADMIN),
  QOS_SPECS_MANAGE_GET("volume_extension:qos_specs_manage:get", Role.ADMIN),
  QOS_SPECS_MANAGE_GET_ALL("volume_extension:qos_specs_manage:get_all", Role.ADMIN),
  QOS_SPECS_MANAGE_UPDATE("volume_extension:qos_specs_manage:update", Role.ADMIN),
  QUOTA_CLASSES_GET("volume_extension:quota_classes:get", Role.ADMIN),
  QUOTA_CLASSES_UPDATE("volume_extension:quota_classes:update", Role.ADMIN),
  QUOTAS_DELETE("volume_extension:quotas:delete", Role.ADMIN),
  QUOTAS_SHOW("volume_extension:quotas:show", Role.READER),
  QUOTAS_UPDATE("volume_extension:quotas:update", Role.ADMIN),
  SERVICES_INDEX("volume_extension:services:index", Role.ADMIN),
  SERVICES_UPDATE("volume_extension:services:update", Role.ADMIN),
  SNAPSHOT_ADMIN_ACTIONS_FORCE_DELETE(
      "volume_extension:snapshot_admin_actions:force_delete", Role.ADMIN),
  SNAPSHOT_ADMIN_ACTIONS_RESET_STATUS(
      "volume_extension:snapshot_admin_actions:reset_status", Role.ADMIN),
  TYPES_EXTRA_SPECS_CREATE("volume_extension:types_extra_specs:create", Role.ADMIN),
  TYPES_EXTRA_SPECS_DELETE("volume_extension:types_extra_specs:delete", Role.ADMIN),
  TYPES_EXTRA_SPECS_INDEX("volume_extension:types_extra_specs:index", Role.READER),
  TYPES_EXTRA_SPECS_READ_SENSITIVE("volume_extension:types_extra_specs:read_sensitive", Role.ADMIN),
  TYPES_EXTRA_SPECS_SHOW("volume_extension:types_extra_specs:show", Role.READER),
  TYPES_EXTRA_SPECS_UPDATE("volume_extension:types_extra_specs:update", Role.ADMIN),
  VOLUME_ACTIONS_ATTACH("volume_extension:volume_actions:attach", Role.MEMBER),
  VOLUME_ACTIONS_BEGIN_DETACHING("volume_extension:volume_actions:begin_detaching", Role.MEMBER),
  VOLUME_ACTIONS_DETACH("volume_extension:volume_actions:detach", Role.MEMBER),
  VOLUME_ACTIONS_INITIALIZE_CONNECTION(
      "volume_extension:volume_actions:initialize_connection", Role.MEMBER),
  VOLUME_ACTIONS_RESERVE("volume_extension:volume_actions:reserve", Role.MEMBER),
  VOLUME_ACTIONS_ROLL_DETACHING("volume_extension:volume_actions:roll_detaching", Role.MEMBER),
  VOLUME_ACTIONS_TERMINATE_CONNECTION(
      "volume_extension:volume_actions:terminate_connection", Role.MEMBER),
  VOLUME_ACTIONS_UNRESERVE("volume_extension:volume_actions:unreserve", Role.MEMBER),
  VOLUME_ACTIONS_UPLOAD_IMAGE("volume_extension:volume_actions:upload_image", Role.MEMBER),
  VOLUME_ACTIONS_UPLOAD_PUBLIC("volume_extension:volume_actions:upload_public", Role.ADMIN),
  VOLUME_ADMIN_ACTIONS_EXTEND_VOLUME_COMPLETION(
      "volume_extension:volume_admin_actions:extend_volume_completion", Role.ADMIN),
  VOLUME_ADMIN_ACTIONS_FORCE_DELETE(
      "volume_extension:volume_admin_actions:force_delete", Role.ADMIN),
  VOLUME_ADMIN_ACTIONS_FORCE_DETACH(
      "volume_extension:volume_admin_actions:force_detach", Role.ADMIN),
  VOLUME_ADMIN_ACTIONS_MIGRATE_VOLUME(
      "volume_extension:volume_admin_actions:migrate_volume", Role.ADMIN),
  VOLUME_ADMIN_ACTIONS_MIGRATE_VOLUME_COMPLETION(
      "volume_extension:volume_admin_actions:migrate_volume_completion", Role.ADMIN),
  VOLUME_ADMIN_ACTIONS_RESET_STATUS(
      "volume_extension:volume_admin_actions:reset_status", Role.ADMIN),
  VOLUME_IMAGE_METADATA_REMOVE("volume_extension:volume_image_metadata:remove", Role.MEMBER),
  VOLUME_IMAGE_METADATA_SET("volume_extension:volume_image_metadata:set", Role.MEMBER),
  VOLUME_IMAGE_METADATA_SHOW("volume_extension:volume_image_metadata:show", Role.READER),
  VOLUME_TYPE_ACCESS_ADDPROJECTACCESS(
      "volume_extension:volume_type_access:addProjectAccess", Role.ADMIN),
  VOLUME_TYPE_ACCESS_GET_ALL_FOR_TYPE(
      "volume_extension:volume_type_access:get_all_for_type", Role.ADMIN),
  VOLUME_TYPE_ACCESS_REMOVEPROJECTACCESS(
      "volume_extension:volume_type_access:removeProjectAccess", Role.ADMIN),
  VOLUME_TYPE_ENCRYPTION_CREATE("volume_extension:volume_type_encryption:create", Role.ADMIN),
  VOLUME_TYPE_ENCRYPTION_DELETE("volume_extension:volume_type_encryption:delete", Role.ADMIN),
  VOLUME_TYPE_ENCRYPTION_GET("volume_extension:volume_type_encryption:get", Role.ADMIN),
  VOLUME_TYPE_ENCRYPTION_UPDATE("volume_extension:volume_type_encryption:update", Role.ADMIN),
  WORKERS_CLEANUP("workers:cleanup", Role.ADMIN),
  OPERATIONS_GET_ALL("clinker:operations:get_all", Role.READER),
  OPERATIONS_GET("clinker:operations:get", Role.READER),
  OPERATIONS_CANCEL("clinker:operations:cancel", Role.MEMBER),
  CLINKER_FINDINGS("clinker:findings", Role.ADMIN),
  CLINKER_RECONCILE("clinker:reconcile", Role.ADMIN),
  NODES_GET("clinker:nodes:get", Role.ADMIN),
  NODES_DRAIN("clinker:nodes:drain", Role.ADMIN);

  private final String rule;
  private final Role role;

  Rule(String rule, Role role) {
    this.rule = rule;
    this.role = role;
  }

  /** Who may unless a policy file says otherwise. */
  public enum Role {
    /** Whoever may read what belongs to the project. */
    READER("rule:xena_system_admin_or_project_reader"),
    /** Whoever may change what belongs to the project. */
    MEMBER("rule:xena_system_admin_or_project_member"),
    /** Administrators, in any project. */
    ADMIN("rule:admin_api");

    private final String check;

    Role(String check) {
      this.check = check;
    }
  }

  /** The name in the policy. */
  public String rule() {
    return rule;
  }

  /** The checks that hold without a policy file, those first that others refer to. */
  public static Map<String, String> defaults() {
    Map<String, String> checks = new LinkedHashMap<>();
    checks.put(Policy.ADMINISTRATOR, "role:admin");
    checks.put("admin_api", "is_admin:True");
    checks.put("admin_or_owner", "is_admin:True or project_id:%(project_id)s");
    checks.put(
        "xena_system_admin_or_project_reader",
        "is_admin:True or (role:reader and project_id:%(project_id)s)");
    checks.put(
        "xena_system_admin_or_project_member",
        "is_admin:True or (role:member and project_id:%(project_id)s)");
    checks.put("xena_system_admin_only", "is_admin:True");
    for (Rule each : values()) {
      checks.put(each.rule, each.role.check);
    }
    return checks;
  }
}
