# What programs on openstacksdk do: ask, wait for a status, use, wait until it is gone.
import uuid

import openstack

# A busy machine may not accept a request in time; the SDK does not send it again by itself.
cloud = openstack.connect(block_storage_status_code_retries=20, block_storage_status_code_retry_delay=1)
NAME = "waited-for-" + uuid.uuid4().hex
storage = cloud.block_storage
volume = storage.create_volume(name=NAME, size=1)
volume = storage.wait_for_status(volume, status="available", interval=0.2, wait=180)
print(volume.name, volume.status)
snapshot = storage.create_snapshot(volume_id=volume.id, name="of-it")
snapshot = storage.wait_for_status(snapshot, status="available", interval=0.2, wait=180)
storage.extend_volume(volume, 2)
volume = storage.wait_for_status(storage.get_volume(volume.id), status="available", interval=0.2, wait=180)
assert storage.get_volume(volume.id).size == 2
assert [found.id for found in storage.volumes(details=True, name=NAME)] == [volume.id]
storage.delete_snapshot(snapshot)
storage.wait_for_delete(snapshot, interval=0.2, wait=180)
storage.delete_volume(volume)
storage.wait_for_delete(volume, interval=0.2, wait=180)
print("gone")
