package octavia.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
}
