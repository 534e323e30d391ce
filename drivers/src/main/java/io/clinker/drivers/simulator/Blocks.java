package io.clinker.drivers.simulator;

import io.clinker.model.Size;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sparse contents: only blocks that were written are held. A block is never changed in place, so
 * copies share blocks.
 */
final class Blocks {
  static final int BLOCK = 4096;

  private final TreeMap<Long, byte[]> blocks;

  Blocks() {
    this.blocks = new TreeMap<>();
  }

  private Blocks(TreeMap<Long, byte[]> blocks) {
    this.blocks = blocks;
  }

  Blocks copy() {
    return new Blocks(new TreeMap<>(blocks));
  }

  /** The lower half of the blocks as in the other, the rest as it is. */
  Blocks halfOf(Blocks other) {
    TreeMap<Long, byte[]> mixed = new TreeMap<>(blocks);
    long edge = other.blocks.isEmpty() ? 1 : other.blocks.lastKey() / 2 + 1;
    mixed.headMap(edge).clear();
    mixed.putAll(other.blocks.headMap(edge));
    return new Blocks(mixed);
  }

  void write(long offset, byte[] bytes) {
    int done = 0;
    while (done < bytes.length) {
      long position = offset + done;
      long index = position / BLOCK;
      int start = (int) (position % BLOCK);
      int count = Math.min(BLOCK - start, bytes.length - done);
      byte[] old = blocks.get(index);
      byte[] fresh = old == null ? new byte[BLOCK] : old.clone();
      System.arraycopy(bytes, done, fresh, start, count);
      blocks.put(index, fresh);
      done += count;
    }
  }

  byte[] read(long offset, int length) {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      long position = offset + done;
      int start = (int) (position % BLOCK);
      int count = Math.min(BLOCK - start, length - done);
      byte[] block = blocks.get(position / BLOCK);
      if (block != null) {
        System.arraycopy(block, start, bytes, done, count);
      }
      done += count;
    }
    return bytes;
  }

  /** How many blocks a write would add. */
  long added(long offset, int length) {
    long first = offset / BLOCK;
    long last = (offset + Math.max(length, 1) - 1) / BLOCK;
    Map<Long, byte[]> present = blocks.subMap(first, true, last, true);
    return last - first + 1 - present.size();
  }

  /** Adds the blocks to a set that compares by identity, so that shared ones count once. */
  void collect(Set<byte[]> into) {
    into.addAll(blocks.values());
  }

  static Size sizeOf(long count) {
    return new Size(count * BLOCK);
  }
}
