/**
 * Volumes as images in a pool of a Ceph cluster.
 *
 * <p><b>Clients.</b> Every changing call works through one {@link io.clinker.drivers.rbd.Session},
 * a process that is a client of the cluster with an address of its own, and through no other.
 *
 * <p><b>Marks</b> are small objects beside the images, one for each resource, written only over the
 * version that was read. Beside the mark such a {@link io.clinker.drivers.rbd.Note} names the
 * clients that may still act under it. Whoever raises a mark first has the cluster shut out the
 * clients that are named there and have not signed off; only then does it look at the image. So a
 * call that wakes up late finds every one of its writes refused by the storage itself, at whatever
 * line it slept.
 *
 * <p><b>Existence.</b> A volume is an image named {@code volume-<id>} whose tag names its owner;
 * the tag is written last. An image that is deleted while snapshots of it live gets another tag and
 * goes to the trash with its last snapshot. Everything else that is deleted goes to the trash at
 * once and is purged at a pace by the sweep.
 */
@NullMarked
package io.clinker.drivers.rbd;

import org.jspecify.annotations.NullMarked;
