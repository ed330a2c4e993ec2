package octavia.app.bench;

import java.time.Duration;
import octavia.app.command.CommandFailure;

/**
 * Processor time of a process and everything below it. What ends in between is missed, so it serves
 * for programs that keep their processes.
 */
record ProcessorTime(Duration used) {

  /**
   * Looks.
   *
   * @throws CommandFailure if there is no such process
   */
  static ProcessorTime of(long pid) {
    ProcessHandle top =
        ProcessHandle.of(pid)
            .orElseThrow(() -> new CommandFailure("there is no process " + pid + " to watch"));
    return new ProcessorTime(
        java.util.stream.Stream.concat(java.util.stream.Stream.of(top), top.descendants())
            .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
            .reduce(Duration.ZERO, Duration::plus));
  }

  /** Seconds from {@code before} until this look. */
  double since(ProcessorTime before) {
    return used.minus(before.used).toNanos() / 1e9;
  }
}
