package io.clinker.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws a schedule from its seed. */
final class Draw {
  private final long seed;
  private final Random random;
  private final Cast cast;
  private final Requests requests;
  private final Mishaps mishaps;
  private final List<Move> moves = new ArrayList<>();
  private final List<Request> asked = new ArrayList<>();

  private Draw(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.cast = new Cast(random);
    this.requests = new Requests(random, cast);
    this.mishaps = new Mishaps(random);
  }

  static Schedule schedule(long seed) {
    return new Draw(seed).draw();
  }

  private Schedule draw() {
    Schedule.Setting setting =
        new Schedule.Setting(
            oneIn(8) ? 5 : 1000, oneIn(8) ? 3 : -1, oneIn(3), Schedule.Setting.LONG_LEAP);
    int volumes = 1 + random.nextInt(2);
    for (int volume = 0; volume < volumes; volume++) {
      ask(requests.blank());
    }
    if (!oneIn(4)) {
      moves.add(new Move.AwaitEnds());
    }
    int rounds = 3 + random.nextInt(4);
    for (int round = 0; round < rounds; round++) {
      round();
    }
    return new Schedule(seed, setting, moves);
  }

  private void round() {
    List<Request> together = new ArrayList<>();
    int size = 1 + random.nextInt(3);
    for (int index = 0; index < size; index++) {
      together.add(index > 0 && oneIn(4) ? requests.against(together.getLast()) : requests.any());
    }
    together.stream().filter(request -> !oneIn(3)).map(mishaps::of).forEach(moves::add);
    if (oneIn(2)) {
      ask(together.toArray(Request[]::new));
    } else {
      together.forEach(this::ask);
    }
    if (oneIn(4)) {
      ask(requests.against(recent()));
    }
    if (oneIn(5)) {
      moves.add(new Move.Cancel(recent().number()));
    }
    if (oneIn(6)) {
      moves.add(new Move.Repeat(recent().number()));
    }
    if (oneIn(8)) {
      moves.add(new Move.LoseRun(recent().number()));
    }
    if (oneIn(3)) {
      moves.add(new Move.Thaw());
    }
    if (oneIn(2)) {
      moves.add(new Move.AwaitEnds());
    }
  }

  private void ask(Request... together) {
    moves.add(new Move.Ask(List.of(together)));
    asked.addAll(List.of(together));
  }

  private Request recent() {
    int last = asked.size() - 1;
    return asked.get(last - random.nextInt(Math.min(3, last + 1)));
  }

  private boolean oneIn(int chances) {
    return random.nextInt(chances) == 0;
  }
}
