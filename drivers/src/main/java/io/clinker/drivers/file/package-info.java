/**
 * Volumes as image files in a directory, raw or qcow2.
 *
 * <p>Every object has a stable directory with exactly one child, whose name is the object's mark.
 * Sealing renames that child, so every path that a stale token knows is gone: the check of the
 * token and the effect are one system call.
 */
@NullMarked
package io.clinker.drivers.file;

import org.jspecify.annotations.NullMarked;
