# What programs on openstacksdk do: ask, wait for a status, use, wait until it is gone.
import openstack

cloud = openstack.connect()
storage = cloud.block_storage
volume = storage.create_volume(name="waited-for", size=1)
volume = storage.wait_for_status(volume, status="available", interval=0.2, wait=60)
print(volume.name, volume.status)
snapshot = storage.create_snapshot(volume_id=volume.id, name="of-it")
snapshot = storage.wait_for_status(snapshot, status="available", interval=0.2, wait=60)
storage.extend_volume(volume, 2)
volume = storage.wait_for_status(storage.get_volume(volume.id), status="available", interval=0.2, wait=60)
assert storage.get_volume(volume.id).size == 2
assert [found.id for found in storage.volumes(details=True, name="waited-for")] == [volume.id]
storage.delete_snapshot(snapshot)
storage.wait_for_delete(snapshot, interval=0.2, wait=60)
storage.delete_volume(volume)
storage.wait_for_delete(volume, interval=0.2, wait=60)
print("gone")
