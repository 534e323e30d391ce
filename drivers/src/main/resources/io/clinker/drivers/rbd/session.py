"""One client of a Ceph cluster: reads a request per line, answers each with a line.

The process is the client: the cluster knows it by an address of its own and can shut it out alone.
It decides nothing; what is done when is the caller's business. It ends when its input ends.
"""
import calendar
import datetime
import errno
import json
import os
import queue
import struct
import sys
import threading
import time

requests = queue.Queue()


def read_requests():
    for line in sys.stdin.buffer:
        requests.put(json.loads(line))
    os._exit(0)  # Also in the middle of a call: whoever asked is gone.


def answer(**members):
    sys.stdout.write(json.dumps(members) + "\n")
    sys.stdout.flush()


threading.Thread(target=read_requests, daemon=True).start()
settings = requests.get()
try:
    import rados
    import rbd
except ImportError as missing:
    answer(errno=-1, said=str(missing))
    sys.exit(1)


def progress(done, total):
    answer(progress=[done, max(total, 1)])
    return 0


def seconds(moment):
    return calendar.timegm(moment.timetuple())


def encoded(text):
    """A string as Ceph's own objects hold it: its length, then its bytes."""
    data = text.encode()
    return struct.pack("<I", len(data)) + data


def decoded(data):
    return data[4 : 4 + struct.unpack("<I", data[:4])[0]].decode()


class Client:
    def __init__(self):
        self.cluster = rados.Rados(
            conffile=settings["conf"],
            name="client." + settings["user"],
            clustername=settings["cluster"],
            conf=settings["options"],
        )
        self.cluster.connect()
        self.pool = self.cluster.open_ioctx(settings["pool"])
        self.rbd = rbd.RBD()
        self.spaces = {}

    def notes(self, space):
        if space not in self.spaces:
            context = self.cluster.open_ioctx(settings["pool"])
            context.set_namespace(space)
            self.spaces[space] = context
        return self.spaces[space]

    def address(self):
        return self.cluster.get_addrs()

    # Notes: small objects that are written only over the version that the caller has seen.

    def read_note(self, space, name):
        context = self.notes(space)
        try:
            text = context.read(name, 1 << 20)
        except rados.ObjectNotFound:
            return None
        return {"name": name, "text": text.decode(), "version": context.get_last_version()}

    def read_notes(self, space, names):
        return [note for note in (self.read_note(space, name) for name in names) if note]

    def write_note(self, space, name, text, version, record):
        context = self.notes(space)
        operation = context.create_write_op()
        try:
            if version:
                operation.assert_version(version)
            else:
                operation.new(rados.LIBRADOS_CREATE_EXCLUSIVE)
            operation.write_full(text.encode())
            if record:
                context.set_omap(operation, (record[0],), (record[1].encode(),))
            context.operate_write_op(operation, name, int(time.time()))
        finally:
            context.release_write_op(operation)
        return context.get_last_version()

    def remove_note(self, space, name, version):
        context = self.notes(space)
        operation = context.create_write_op()
        try:
            operation.assert_version(version)
            operation.remove()
            context.operate_write_op(operation, name, int(time.time()))
        finally:
            context.release_write_op(operation)

    def list_notes(self, space):
        return [listed.key for listed in self.notes(space).list_objects()]

    def note_age(self, space, name):
        try:
            written = self.notes(space).stat(name)[1]
        except rados.ObjectNotFound:
            return None
        return max(0, int(time.time() - time.mktime(written)))

    def note_records(self, space, name):
        context = self.notes(space)
        found, after = [], ""
        while True:
            operation = context.create_read_op()
            try:
                page, _ = context.get_omap_vals(operation, after, "", 500)
                context.operate_read_op(operation, name)
                page = list(page)
            except rados.ObjectNotFound:
                return found
            finally:
                context.release_read_op(operation)
            if not page:
                return found
            found += [[key, value.decode()] for key, value in page]
            after = page[-1][0]

    # Images.

    def describe(self, image):
        snapshots = [
            {
                "name": snapshot["name"],
                "size": snapshot["size"],
                "own": snapshot["namespace"] == rbd.RBD_SNAP_NAMESPACE_TYPE_USER,
                "guarded": snapshot["namespace"] == rbd.RBD_SNAP_NAMESPACE_TYPE_USER
                and image.is_protected_snap(snapshot["name"]),
                "made": seconds(image.get_snap_timestamp(snapshot["id"])),
            }
            for snapshot in image.list_snaps()
        ]
        return {
            "id": image.id(),
            "size": image.size(),
            "tags": dict(image.metadata_list()),
            "snapshots": snapshots,
            "made": seconds(image.create_timestamp()),
        }

    def image(self, name):
        try:
            with rbd.Image(self.pool, name, read_only=True) as image:
                return dict(self.describe(image), name=name)
        except rbd.ImageNotFound:
            return None

    def images(self, names):
        return [image for image in (self.image(name) for name in names) if image]

    def image_names(self):
        return self.rbd.list(self.pool)

    def create(self, name, size):
        self.rbd.create(self.pool, name, size, old_format=False)

    def clone(self, parent, snapshot, name):
        self.rbd.clone(self.pool, parent, snapshot, self.pool, name)

    def remove(self, name):
        self.rbd.remove(self.pool, name, on_progress=progress)

    def resize(self, name, size):
        with rbd.Image(self.pool, name) as image:
            image.resize(size, False)

    def depth(self, name):
        """How many parents are below an image."""
        count, found = 0, {"name": name}
        while True:
            with rbd.Image(self.pool, read_only=True, **found) as image:
                try:
                    parent = image.parent_id()
                except rbd.ImageNotFound:
                    return count
                if image.parent_info()[0] != settings["pool"]:
                    return count + 1
            count, found = count + 1, {"image_id": parent}

    def flatten(self, name):
        with rbd.Image(self.pool, name) as image:
            image.flatten(on_progress=progress)

    def tag(self, name, key, value):
        with rbd.Image(self.pool, name) as image:
            image.metadata_set(key, value)

    def untag(self, name, key):
        with rbd.Image(self.pool, name) as image:
            image.metadata_remove(key)

    def create_snapshot(self, name, snapshot):
        with rbd.Image(self.pool, name) as image:
            image.create_snap(snapshot)

    def remove_snapshot(self, name, snapshot):
        with rbd.Image(self.pool, name) as image:
            image.remove_snap(snapshot)

    def rename_snapshot(self, name, snapshot, other):
        with rbd.Image(self.pool, name) as image:
            image.rename_snap(snapshot, other)

    def roll_back(self, name, snapshot):
        with rbd.Image(self.pool, name) as image:
            image.rollback_to_snap(snapshot)

    def watchers(self, name):
        with rbd.Image(self.pool, name, read_only=True) as image:
            return [watcher["addr"] for watcher in image.watchers_list()]

    # Images of others.

    def candidate(self, name):
        try:
            with rbd.Image(self.pool, name, read_only=True) as image:
                if image.old_format():
                    return {"name": name, "unreadable": "it is of the first format"}
                features = image.features()
                return {
                    "name": name,
                    "image": dict(self.describe(image), name=name),
                    "watchers": [watcher["addr"] for watcher in image.watchers_list()],
                    "parentPool": self.parent_pool(image),
                    "journaled": bool(features & rbd.RBD_FEATURE_JOURNALING),
                    "migrating": bool(features & rbd.RBD_FEATURE_MIGRATING),
                    "mirrored": image.mirror_image_get_info()["state"] != rbd.RBD_MIRROR_IMAGE_DISABLED,
                    "grouped": bool(image.group()["name"]),
                }
        except rbd.ImageNotFound:
            return None
        except rbd.Error as error:
            if abs(getattr(error, "errno", 0) or 0) in (errno.ESHUTDOWN, errno.ETIMEDOUT):
                raise
            return {"name": name, "unreadable": "it cannot be opened: %s" % error}

    def candidates(self, names):
        return [found for found in (self.candidate(name) for name in names) if found]

    def parent_pool(self, image):
        """The pool that holds what an image is a clone of, with a namespace if it is in one."""
        try:
            parent = image.get_parent_image_spec()
        except rbd.ImageNotFound:
            return None
        return "/".join(part for part in (parent["pool_name"], parent["pool_namespace"]) if part)

    # Names of images. A name is two things: an object that names the image's id, by which it is
    # opened, and an entry of the directory, which alone is decisive and changes in one act. The
    # library's own rename does the same, but cannot be repeated after its first write, and has it
    # done by whoever has the image open.

    def name_of(self, id):
        return self.in_directory("dir_get_name", id)

    def in_directory(self, method, asked):
        try:
            return decoded(self.notes("").execute("rbd_directory", "rbd", method, encoded(asked))[1])
        except rados.ObjectNotFound:
            return None

    def add_name(self, name, id):
        context = self.notes("")
        operation = context.create_write_op()
        try:
            operation.new(rados.LIBRADOS_CREATE_EXCLUSIVE)
            operation.write_full(encoded(id))
            context.operate_write_op(operation, "rbd_id." + name)
        except rados.ObjectExists:
            if decoded(context.read("rbd_id." + name)) != id:
                raise
        finally:
            context.release_write_op(operation)

    def rename(self, id, name, other):
        context = self.notes("")
        operation = context.create_write_op()
        try:
            operation.execute("rbd", "dir_rename_image", encoded(name) + encoded(other) + encoded(id))
            context.operate_write_op(operation, "rbd_directory")
        finally:
            context.release_write_op(operation)

    def drop_name(self, name, id):
        """Unless it names another image, or the directory says that it is the image's name."""
        context = self.notes("")
        try:
            named = decoded(context.read("rbd_id." + name))
        except rados.ObjectNotFound:
            return
        version = context.get_last_version()
        if named != id or self.name_of(id) == name:
            return
        operation = context.create_write_op()
        try:
            operation.assert_version(version)
            operation.remove()
            context.operate_write_op(operation, "rbd_id." + name)
        finally:
            context.release_write_op(operation)

    # Claims: an object that only one of several callers makes.

    def claim(self, space, name, holder):
        context = self.notes(space)
        operation = context.create_write_op()
        try:
            operation.new(rados.LIBRADOS_CREATE_EXCLUSIVE)
            operation.write_full(holder.encode())
            context.operate_write_op(operation, name)
            return True
        except rados.ObjectExists:
            return self.claimed_by(context, name) == holder
        finally:
            context.release_write_op(operation)

    def claimed_by(self, context, name):
        try:
            return context.read(name).decode()
        except rados.ObjectNotFound:
            return None

    def unclaim(self, space, name, holder):
        context = self.notes(space)
        if self.claimed_by(context, name) == holder:
            context.remove_object(name)

    # The trash.

    def trash_move(self, name):
        self.rbd.trash_move(self.pool, name, 0)

    def trash(self):
        now = datetime.datetime.utcnow()
        return [
            {"id": entry["id"], "name": entry["name"], "age": int((now - entry["deletion_time"]).total_seconds())}
            for entry in self.rbd.trash_list(self.pool)
        ]

    def trashed(self, id):
        try:
            with rbd.Image(self.pool, image_id=id, read_only=True) as image:
                return dict(self.describe(image), name="")
        except rbd.ImageNotFound:
            return None

    def trash_remove(self, id):
        self.rbd.trash_remove(self.pool, id, force=False, on_progress=progress)

    # The cluster.

    def ask(self, command):
        code, out, said = self.cluster.mon_command(json.dumps(dict(command, format="json")), b"")
        if code:
            raise rados.OSError("%s: %s" % (command["prefix"], said), errno=abs(code))
        return json.loads(out)

    def shut_out(self, address, duration):
        self.cluster.blocklist_add(address, duration)


def failure(error):
    answer(errno=abs(getattr(error, "errno", 0) or 0), said=str(error) or repr(error))


try:
    client = Client()
except (rados.Error, rbd.Error) as error:
    failure(error)
    sys.exit(1)
answer(ok=client.address())
while True:
    request = requests.get()
    try:
        answer(ok=getattr(client, request["do"])(**request["with"]))
    except (rados.Error, rbd.Error) as error:
        failure(error)
