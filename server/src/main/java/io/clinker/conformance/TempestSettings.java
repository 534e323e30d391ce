package io.clinker.conformance;

import java.net.URI;
import java.nio.file.Path;

/**
 * What Tempest is told of the cloud: an identity and a block storage service, everything of the
 * latter that can be switched on, readers who may only read.
 *
 * @param identity up to and with {@code /v3}
 * @param withImages whether it is told of an image service, which there is not
 */
record TempestSettings(URI identity, boolean withImages) {
  /** The file {@code tempest.conf}. */
  String text(Path folder) {
    return """
    [DEFAULT]
    log_dir = %1$s
    log_file = tempest.log
    [oslo_concurrency]
    lock_path = %1$s/locks
    [auth]
    use_dynamic_credentials = true
    create_isolated_networks = false
    admin_username = admin
    admin_password = %2$s
    admin_project_name = admin
    admin_domain_name = Default
    [identity]
    auth_version = v3
    uri_v3 = %3$s
    region = RegionOne
    [identity-feature-enabled]
    api_v2 = false
    [service_available]
    cinder = true
    nova = false
    glance = %4$s
    swift = false
    horizon = false
    # Nobody is asked for a network, but tests that say they need one run.
    neutron = true
    [enforce_scope]
    cinder = true
    [compute-feature-enabled]
    volume_multiattach = true
    [volume]
    catalog_type = block-storage
    min_microversion = 3.0
    max_microversion = latest
    storage_protocol = nbd
    vendor_name = Clinker
    backup_driver = posix
    backend_names = %5$s
    volume_size = 1
    build_timeout = 300
    build_interval = 1
    [volume-feature-enabled]
    api_extensions = all
    backup = true
    snapshot = true
    clone = true
    multi_backend = true
    manage_snapshot = false
    manage_volume = true
    extend_attached_volume = true
    volume_revert = true
    concurrency_tests = true
    consistency_group = false
    """
        .formatted(
            folder,
            KeystoneServer.PASSWORD,
            identity,
            withImages,
            String.join(",", Cloud.BACKENDS));
  }
}
