package io.clinker.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clinker undrain}: takes back what {@code clinker drain} ordered. */
@Command(
    name = "undrain",
    description = {
      "Lets a drained node take work again, or nodes call a drained backend again.",
      "Where callers are known by Keystone, OS_TOKEN holds a token of an administrator."
    },
    mixinStandardHelpOptions = true)
final class UndrainCommand implements Callable<Integer> {
  @Mixin private final DrainTarget target = new DrainTarget();

  @Override
  public Integer call() throws Exception {
    try (DrainTarget.Remote remote = target.open()) {
      target.say(remote.order("undrain", Map.of()));
      return 0;
    }
  }
}
