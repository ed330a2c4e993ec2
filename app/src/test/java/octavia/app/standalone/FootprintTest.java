package octavia.app.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import octavia.app.command.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FootprintTest {
  @TempDir private Path directory;

  @Test
  void whatAServiceLeftIsClearedButItsLogStays() throws IOException {
    Footprint footprint = Footprint.TEST.in(directory.resolve("state"));
    Path configuration = footprint.prepare();
    Path log = Files.createDirectories(footprint.stateDirectory().resolve("log"));
    Files.writeString(log.resolve("octavia.log"), "what happened");
    Path amphora = Files.createDirectories(footprint.stateDirectory().resolve("amphorae/1"));
    Files.writeString(amphora.resolve("haproxy.cfg"), "global");

    footprint.clear();

    assertThat(configuration).hasContent(footprint.configuration());
    assertThat(log.resolve("octavia.log")).exists();
    assertThat(footprint.stateDirectory().resolve("amphorae")).doesNotExist();
    footprint.delete();
    assertThat(footprint.stateDirectory()).doesNotExist();
    footprint.delete();
  }

  @Test
  void aLinkIsRemovedNotFollowed() throws IOException {
    Footprint footprint = Footprint.TEST.in(directory.resolve("state"));
    footprint.prepare();
    Path foreign = Files.createDirectories(directory.resolve("foreign"));
    Path kept = Files.writeString(foreign.resolve("kept"), "mine");
    Files.createSymbolicLink(footprint.stateDirectory().resolve("link"), foreign);

    footprint.delete();

    assertThat(kept).hasContent("mine");
  }

  @Test
  void aDirectoryThatIsNotOursIsLeftAlone() throws IOException {
    Path mine = Files.writeString(directory.resolve("thesis.txt"), "years of work");
    Footprint footprint = Footprint.TEST.in(directory);

    assertThatThrownBy(footprint::prepare)
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("not ours");
    assertThatThrownBy(footprint::delete).isInstanceOf(CommandFailure.class);
    assertThat(mine).hasContent("years of work");
  }
}
