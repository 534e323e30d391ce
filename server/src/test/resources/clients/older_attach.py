# What programs written before the attachments API do, by openstacksdk.
import openstack

HOST = {
    "host": "client",
    "ip": "127.0.0.1",
    "initiator": "iqn.2016-04.org.example:client",
    "multipath": False,
    "enforce_multipath": True,
}
SERVER = "11111111-1111-1111-1111-111111111111"

# A busy machine may not accept a request in time; the SDK does not send it again by itself.
storage = openstack.connect(
    block_storage_status_code_retries=20, block_storage_status_code_retry_delay=1
).block_storage
volume = storage.create_volume(name="older", size=1)
volume = storage.wait_for_status(volume, status="available", interval=0.2, wait=180)


def status():
    return storage.get_volume(volume.id).status


def attachments():
    return storage.get_volume(volume.id).attachments


# A service attaches a server.
storage.reserve_volume(volume)
assert status() == "attaching", status()
connection = storage.init_volume_attachment(volume, HOST)
assert connection["driver_volume_type"] == "nbd", connection
assert connection["enforce_multipath"] is True, connection
data = connection["data"]
assert data["access_mode"] == "rw" and data["encrypted"] is False, data
assert storage.init_volume_attachment(volume, HOST) == connection
assert attachments() == []
storage.attach_volume(volume, "/dev/vdb", instance=SERVER)
storage.attach_volume(volume, "/dev/vdb", instance=SERVER)
assert status() == "in-use", status()
(attached,) = attachments()
assert attached["server_id"] == SERVER and attached["device"] == "/dev/vdb", attached
storage.extend_volume(volume, 2)
storage.wait_for_status(storage.get_volume(volume.id), status="in-use", interval=0.2, wait=180)
storage.begin_volume_detaching(volume)
assert status() == "detaching", status()
storage.abort_volume_detaching(volume)
assert status() == "in-use", status()
storage.begin_volume_detaching(volume)
storage.terminate_volume_attachment(volume, HOST)
assert status() == "detaching", status()
storage.detach_volume(volume, attached["attachment_id"])
assert status() == "available" and attachments() == [], status()
storage.delete_volume(volume)
print("attached to", SERVER)

# An attach that is given up.
second = storage.create_volume(name="given up", size=1)
second = storage.wait_for_status(second, status="available", interval=0.2, wait=180)
storage.reserve_volume(second)
storage.init_volume_attachment(second, HOST)
storage.terminate_volume_attachment(second, HOST)
assert storage.get_volume(second.id).status == "available"
storage.unreserve_volume(second)

# A host by itself, as Terraform has it.
storage.init_volume_attachment(second, HOST)
storage.attach_volume(second, "/dev/vdb", host_name="client")
(attached,) = storage.get_volume(second.id).attachments
assert attached["host_name"] == "client" and attached["server_id"] is None, attached
storage.terminate_volume_attachment(second, HOST)
storage.terminate_volume_attachment(second, HOST)
assert storage.get_volume(second.id).status == "in-use"
storage.detach_volume(second, attached["attachment_id"])
storage.detach_volume(second, attached["attachment_id"])
assert storage.get_volume(second.id).status == "available"

# What is left of one, by force.
storage.init_volume_attachment(second, HOST)
storage.attach_volume(second, "/dev/vdb", host_name="client")
(attached,) = storage.get_volume(second.id).attachments
storage.detach_volume(second, attached["attachment_id"], force=True, connector=HOST)
assert storage.get_volume(second.id).attachments == []
storage.delete_volume(second)
storage.wait_for_delete(second, interval=0.2, wait=180)
print("detached")
