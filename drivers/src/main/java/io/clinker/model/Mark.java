package io.clinker.model;

/**
 * What a sealed object remembers: the highest token that was accepted for it. Marks are ordered by
 * fence, run, step and attempt; two operations never share a fence of one object.
 */
public record Mark(long fence, OperationId operation, int run, int step, int attempt)
    implements Comparable<Mark> {

  @Override
  public int compareTo(Mark other) {
    int order = Long.compare(fence, other.fence);
    if (order == 0) {
      order = Integer.compare(run, other.run);
    }
    if (order == 0) {
      order = Integer.compare(step, other.step);
    }
    return order != 0 ? order : Integer.compare(attempt, other.attempt);
  }

  /**
   * The form used in names on storage; contains no slash, sorts like the mark for small numbers.
   */
  public String text() {
    return "f%d-r%d-s%d-a%d-%s".formatted(fence, run, step, attempt, operation.value());
  }

  /** Reads {@link #text()}. */
  public static Mark parse(String text) {
    String[] parts = text.split("-", 5);
    if (parts.length != 5) {
      throw new IllegalArgumentException("not a mark: '" + text + "'");
    }
    return new Mark(
        Long.parseLong(parts[0].substring(1)),
        new OperationId(parts[4]),
        Integer.parseInt(parts[1].substring(1)),
        Integer.parseInt(parts[2].substring(1)),
        Integer.parseInt(parts[3].substring(1)));
  }
}
