package io.clinker.load;

/**
 * What a client may do next.
 *
 * <p>The cost says how long it takes compared to a blank create: exports start daemons.
 */
enum Act {
  CREATE_BLANK(1),
  CREATE_FROM_SNAPSHOT(1),
  CREATE_FROM_VOLUME(1),
  CREATE_AND_DELETE(1),
  CREATE_AND_CANCEL(1),
  DELETE(0.6),
  DELETE_CASCADE(1),
  EXTEND(1),
  EXTEND_IN_USE(1),
  EXTEND_AND_CANCEL(1),
  REVERT(1),
  SNAPSHOT(0.6),
  SNAPSHOT_IN_USE(1),
  DELETE_SNAPSHOT(0.8),
  RESERVE(0.7),
  CONNECT(3),
  CONNECT_AND_CANCEL(4),
  UPDATE(2),
  COMPLETE(0.7),
  DETACH(0.7),
  MEDDLE(2);

  private final double cost;

  Act(double cost) {
    this.cost = cost;
  }

  double cost() {
    return cost;
  }
}
