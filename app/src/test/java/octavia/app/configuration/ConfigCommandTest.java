package octavia.app.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import octavia.api.settings.ApiSettings;
import octavia.app.configuration.Reference.Format;
import octavia.app.standalone.Role;
import octavia.app.standalone.StandaloneOptions;
import octavia.config.Catalogue;
import octavia.config.Catalogue.Mark;
import octavia.config.IniFile;
import octavia.config.Options;
import octavia.config.Options.Declared;
import octavia.control.health.HealthSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ConfigCommandTest {
  @TempDir private Path directory;

  private record Said(int status, String out) {}

  @ParameterizedTest
  @ValueSource(strings = {"octavia-ocata.conf", "octavia-rocky.conf"})
  void filesOfEarlierReleasesHaveNothingUnknown(String name) {
    Path file = Path.of("../config/src/test/resources/octavia/config", name);

    Said said = config("check", "--config-file", file.toString());

    assertThat(said.out()).doesNotContain("unknown", "error").contains("warning: ");
    assertThat(said.out().lines()).doesNotHaveDuplicates();
    assertThat(said.status()).isZero();
  }

  @Test
  void checkSaysAllThatIsWrongAtOnce() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("octavia.conf"),
            """
            [api_settings]
            bind_port = many
            default_provider_driver = mine
            minimum_tls_version = TLSv1.3
            [local_cloud]
            mtu = 1500
            [cors]
            max_age = long
            """);

    assertThat(config("check", "--config-file", file.toString()))
        .isEqualTo(
            new Said(
                1,
                """
                error: [api_settings] bind_port = many: is not a whole number
                error: [api_settings] default_provider_driver = mine: is not in \
                enabled_provider_drivers
                error: [api_settings] default_listener_tls_versions: its default names a \
                version that is unknown or below minimum_tls_version
                error: [api_settings] default_pool_tls_versions: its default names a version \
                that is unknown or below minimum_tls_version
                error: [cors] max_age = long: is not a whole number
                """));
  }

  @Test
  void checkReadsDirectoriesAndNamesWhatIsUnknown() throws Exception {
    Files.writeString(directory.resolve("a.conf"), "[api_settings]\nbind_prt = 1\n");

    assertThat(config("check", "--config-dir", directory.toString()))
        .isEqualTo(
            new Said(
                0,
                """
                warning: unknown option [api_settings] bind_prt; did you mean bind_port?
                nothing is wrong; warnings are above
                """));
    assertThat(config("check", "--config-file", "/nonexistent").status()).isEqualTo(1);
  }

  @Test
  void theReferenceHasEveryOptionInEachFormat() {
    for (String format : List.of("text", "markdown", "conf")) {
      Said said = config("reference", "--format", format);
      assertThat(said.status()).isZero();
      for (Catalogue.Entry entry : Catalogue.load().entries()) {
        assertThat(said.out()).contains(entry.name(), entry.section());
      }
    }
    assertThat(config("reference").out())
        .contains(
            """
            default_pool_quota = -1
                objects of this kind in a project; -1 for any number
                (whole number, -1 to 2000000000; SIGHUP reloads it)
            """,
            """
            heartbeat_key
                key that heartbeats are signed with
                (text; SIGHUP reloads it; a secret; no effect yet)
            """,
            """
            mtu = 1500
                Bytes of a packet on all networks.
                (whole number, 1280 to 65535; not an option of upstream's)
            """);
    assertThat(config("reference", "--format", "xml").status()).isEqualTo(2);
  }

  @Test
  void aReferenceInTheFormOfTheFileLoads() {
    String file =
        Reference.of(Catalogue.load(), StandaloneOptions.declared())
            .written(Format.CONF)
            .replaceAll("(?m)^#(\\w+) = (.+)$", "$1 = $2");
    Options options = new Options(IniFile.parse("reference", file), Catalogue.load());
    options.alsoKnown(StandaloneOptions.declared());

    options.check();
    assertThat(options.unknown()).isEmpty();
  }

  @Test
  void whatTheReferenceCallsReloadableIsReadAgain() {
    Options reloaded = new Options(IniFile.empty());
    ApiSettings.from(reloaded, Role.API.changeDeadline());
    LogLevel.read(reloaded);
    Duration any = Duration.ofSeconds(1);
    HealthSettings.from(reloaded, new HealthSettings(1, any, any, any));
    Set<String> again = names(reloaded.declared());
    Catalogue catalogue = Catalogue.load();

    Set<String> mutable = new HashSet<>(names(StandaloneOptions.declared()));
    mutable.removeIf(name -> {
      String[] parts = name.split(" ", 2);
      return catalogue.find(parts[0], parts[1]).filter(entry -> entry.is(Mark.MUTABLE)).isEmpty();
    });

    assertThat(again).containsAll(mutable);
  }

  @Test
  void everyTypeOfUpstreamsIsKeptWhereItIsRead() {
    Map<String, String> plain = Map.of("true | false", "true | false", "list", "list");
    Catalogue catalogue = Catalogue.load();
    for (Declared option : StandaloneOptions.declared()) {
      catalogue
          .find(option.section(), option.name())
          .filter(entry -> plain.containsKey(entry.shownType()))
          .ifPresent(entry ->
              assertThat(option.type())
                  .as(option.section() + " " + option.name())
                  .isEqualTo(entry.shownType()));
    }
  }

  private static Set<String> names(List<Declared> options) {
    Set<String> names = new HashSet<>();
    options.forEach(option -> names.add(option.section() + " " + option.name()));
    return names;
  }

  private static Said config(String... arguments) {
    StringWriter out = new StringWriter();
    int status =
        new CommandLine(new ConfigCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(new StringWriter()))
            .execute(arguments);
    return new Said(status, out.toString());
  }
}
