package octavia.app.standalone;

import java.net.InetAddress;
import octavia.app.command.CommandFailure;
import octavia.cloud.compute.ComputeDriver;
import octavia.cloud.network.NetworkCatalog;
import octavia.cloud.network.NetworkDriver;
import octavia.config.Options;

/** What of a standalone service lies on this host. */
@SuppressWarnings("DoNotCallSuggester")
final class LocalParts {
  static LocalParts read(Options options, StandaloneSettings settings) {
    return new LocalParts();
  }

  AutoCloseable lock() {
    return () -> {};
  }

  void start() {}

  ComputeDriver compute() {
    throw new CommandFailure("no local cloud yet");
  }

  NetworkDriver network() {
    throw new CommandFailure("no local cloud yet");
  }

  NetworkCatalog catalog() {
    throw new CommandFailure("no local cloud yet");
  }

  InetAddress managementAddress() {
    throw new CommandFailure("no local cloud yet");
  }
}
