package octavia.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {

  private record Said(int status, String out, String err) {}

  private static Said octavia(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Said(status, out.toString(), err.toString());
  }

  static Stream<List<String>> commands() {
    return commands(Main.commandLine(), List.of());
  }

  private static Stream<List<String>> commands(CommandLine command, List<String> names) {
    return Stream.concat(
        Stream.of(names),
        command.getSubcommands().entrySet().stream()
            .flatMap(each ->
                commands(
                    each.getValue(),
                    Stream.concat(names.stream(), Stream.of(each.getKey())).toList())));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpThatNamesTheExitStatuses(List<String> names) {
    Said said = octavia(Stream.concat(names.stream(), Stream.of("--help")).toArray(String[]::new));
    assertThat(said.status()).isZero();
    assertThat(said.err()).isEmpty();
    assertThat(said.out()).contains("Usage: octavia", "Exit status:", "wrong use of the command");
  }

  @Test
  void anUnknownOptionIsRefusedNamingTheNearest() {
    Said said = octavia("demo", "--exti");
    assertThat(said.status()).isEqualTo(2);
    assertThat(said.err())
        .isEqualToNormalizingNewlines(
            """
            octavia demo: Unknown option: '--exti'; did you mean --exit?
            See ./octavia demo --help for what there is.
            """);
  }

  @Test
  void anUnknownCommandIsRefusedNamingTheNearest() {
    Said said = octavia("standalon");
    assertThat(said.status()).isEqualTo(2);
    assertThat(said.err()).contains("did you mean standalone?");
  }

  @Test
  void noCommandIsRefused() {
    assertThat(octavia().status()).isEqualTo(2);
    assertThat(octavia("local").status()).isEqualTo(2);
    assertThat(octavia("bench").status()).isEqualTo(2);
  }

  @Test
  void theTestsAreTheLaunchersBusiness() {
    Said said = octavia("test", "--full");
    assertThat(said.status()).isEqualTo(1);
    assertThat(said.err()).contains("./octavia test --full");
  }

  @Test
  void whatIsWrongInOctaviaConfIsSaidInSentences(@TempDir Path directory) throws Exception {
    Files.writeString(
        directory.resolve("octavia.conf"),
        "[database]\nmax_pool_size = many\n[cors]\nmax_age = old\n");
    String[] from = {"--config-dir", directory.toString(), "--state-dir", directory.toString()};

    for (List<String> command : List.of(List.of("db", "current"), List.of("openrc"))) {
      Said said = octavia(Stream.concat(command.stream(), Stream.of(from)).toArray(String[]::new));
      assertThat(said.status()).isEqualTo(1);
      assertThat(said.err())
          .startsWith("octavia: the configuration is wrong:")
          .contains("[database] max_pool_size = many", "[cors] max_age = old")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void theDatabaseIsTheOneThatFilesOfADirectoryNameWithSubstitution(@TempDir Path directory)
      throws Exception {
    Files.writeString(
        directory.resolve("octavia.conf"),
        "[DEFAULT]\nstate_path = %s\n[database]\nconnection = jdbc:h2:file:${DEFAULT.state_path}/named\n"
            .formatted(directory));

    Said said = octavia("db", "upgrade", "--config-dir", directory.toString());

    assertThat(said.err()).isEmpty();
    assertThat(said.status()).isZero();
    assertThat(directory.resolve("named.mv.db")).exists();
  }
}
