package octavia.cloud.local;

import java.nio.file.Path;
import java.util.List;
import octavia.cloud.host.HostNames;

/** Where a local cloud keeps what is its own, below the state directory. */
record StateDirectory(Path root) {
  StateDirectory {
    root = HostNames.canonical(root);
  }

  HostNames names() {
    return HostNames.of(root);
  }

  Path networks() {
    return root.resolve("network/networks");
  }

  Path ports() {
    return root.resolve("network/ports");
  }

  Path instances() {
    return root.resolve("compute");
  }

  Path amphorae() {
    return root.resolve("amphorae");
  }

  /**
   * The directories of what runs on this host. The ledger of networks and ports is not among them:
   * it holds the ids and addresses that rows of the database name, and stays as long as those.
   */
  List<Path> own() {
    return List.of(amphorae(), instances());
  }
}
