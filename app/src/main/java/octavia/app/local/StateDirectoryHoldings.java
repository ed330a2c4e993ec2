package octavia.app.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import octavia.app.command.CommandFailure;
import octavia.cloud.CloudException;
import octavia.cloud.local.LocalInventory;
import octavia.cloud.local.StateLock;
import octavia.model.Crossing;

/** The holdings that the local cloud's names, processes and files tell of. */
record StateDirectoryHoldings(Path stateDirectory) implements LocalHoldings {

  @Override
  public List<Holding> list() {
    return inventory().list().stream()
        .map(item ->
            new Holding(item.kind().name().toLowerCase(Locale.ROOT), item.name(), item.detail()))
        .toList();
  }

  @Override
  public List<Holding> removeAll(Duration patience, Runnable also) {
    try (StateLock _ = StateLock.acquire(stateDirectory, patience)) {
      List<Holding> holdings = list();
      inventory().removeAll();
      also.run();
      return holdings;
    } catch (CloudException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private LocalInventory inventory() {
    return new LocalInventory(stateDirectory, Crossing.OPEN);
  }
}
