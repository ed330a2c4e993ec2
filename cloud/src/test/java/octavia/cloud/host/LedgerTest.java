package octavia.cloud.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import octavia.cloud.CloudException;
import octavia.model.Crossing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTest {
  @TempDir Path state;

  private final List<String> crossings = new ArrayList<>();

  /** The name of the point at which the process dies. */
  private String end = "";

  record Entry(String name, int number, @Nullable String note) {}

  @Test
  void whatIsPutIsThereForTheNextProcess() {
    Ledger<Entry> ledger = ledger();
    ledger.put("a", new Entry("x", 1, null));
    ledger.put("b", new Entry("y", 2, "note"));
    ledger.put("a", new Entry("z", 3, null));
    ledger.remove("b");
    ledger.remove("b");

    assertThat(ledger.all()).isEqualTo(Map.of("a", new Entry("z", 3, null)));
    assertThat(ledger().all()).isEqualTo(ledger.all());
    assertThat(ledger().get("b")).isEmpty();
    assertThat(crossings)
        .containsExactly("rename:entry", "rename:entry", "rename:entry", "unlink:entry");
  }

  @Test
  void aDeathBeforeTheRenameLeavesTheOldAndAfterItTheNew() throws IOException {
    ledger().put("a", new Entry("old", 1, null));

    end = "before rename:entry";
    assertThatThrownBy(() -> ledger().put("a", new Entry("new", 2, null)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(files()).hasSize(2);
    assertThat(ledger().get("a")).contains(new Entry("old", 1, null));
    assertThat(files()).containsExactly("a.json");

    end = "after rename:entry";
    assertThatThrownBy(() -> ledger().put("a", new Entry("new", 2, null)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ledger().get("a")).contains(new Entry("new", 2, null));
  }

  @Test
  void afterAFailureOfUnknownOutcomeTheFilesAreAsked() {
    Ledger<Entry> ledger = ledger();
    end = "after rename:entry";
    assertThatThrownBy(() -> ledger.put("a", new Entry("new", 2, null)))
        .isInstanceOf(IllegalStateException.class);

    assertThat(ledger.get("a")).contains(new Entry("new", 2, null));
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    ledger().put("a", new Entry("x", 1, null));
    Files.writeString(directory().resolve("b.json"), "{\"name\":");

    assertThatThrownBy(() -> ledger().all())
        .isInstanceOf(CloudException.class)
        .hasMessageContaining("damaged")
        .hasMessageContaining(directory().resolve("b.json").toString());
  }

  @Test
  void aFieldOfALaterVersionIsNoDamage() throws IOException {
    Files.createDirectories(directory());
    Files.writeString(directory().resolve("a.json"), "{\"name\":\"x\",\"number\":1,\"later\":[1]}");

    assertThat(ledger().get("a")).contains(new Entry("x", 1, null));
  }

  @Test
  void onlyTheOwnerReadsIt() throws IOException {
    ledger().put("a", new Entry("x", 1, null));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory().resolve("a.json"))))
        .isEqualTo("rw-------");
  }

  private Ledger<Entry> ledger() {
    return new Ledger<>(
        directory(),
        "entry",
        Entry.class,
        new Crossing() {
          @Override
          public void before(String name) {
            pass("before " + name);
            crossings.add(name);
          }

          @Override
          public void after(String name) {
            pass("after " + name);
          }

          private void pass(String point) {
            if (point.equals(end)) {
              end = "";
              throw new IllegalStateException(point);
            }
          }
        });
  }

  private Path directory() {
    return state.resolve("ledger");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
