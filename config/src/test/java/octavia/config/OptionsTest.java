package octavia.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {

  @Test
  void readsWhatOsloWrites() {
    Options.Section section =
        options(
                """
                # a comment
                [api_settings]
                bind_host = 127.0.0.1
                bind_port: 9876
                quoted = "with spaces "
                list = a, b,,c
                long = one
                  two
                twice = first
                twice = last
                flag = Yes
                interval = 0.25
                empty =
                """)
            .section("api_settings");

    assertThat(section.text("bind_host", "", "")).isEqualTo("127.0.0.1");
    assertThat(section.number("bind_port", 1, 1, 65535, "")).isEqualTo(9876);
    assertThat(section.text("quoted", "", "")).isEqualTo("with spaces ");
    assertThat(section.list("list", List.of(), "")).containsExactly("a", "b", "c");
    assertThat(section.text("long", "", "")).isEqualTo("one\ntwo");
    assertThat(section.text("twice", "", "")).isEqualTo("last");
    assertThat(section.flag("flag", false, "")).isTrue();
    assertThat(section.seconds("interval", 1, "")).isEqualTo(Duration.ofMillis(250));
    assertThat(section.optionalText("empty", "")).isEmpty();
    assertThat(section.optionalText("absent", "")).isEqualTo(Optional.empty());
    assertThat(section.choice("absent", "b", List.of("a", "b"), "")).isEqualTo("b");
  }

  @Test
  void saysAllThatIsWrongAtOnce() {
    Options options =
        options(
            """
            [s]
            port = 70000
            flag = perhaps
            time = soon
            kind = x
            number = many
            pause = 0
            """);
    Options.Section section = options.section("s");
    assertThat(section.number("port", 80, 1, 65535, "")).isEqualTo(80);
    section.flag("flag", true, "");
    section.seconds("time", 1, "");
    section.choice("kind", "a", List.of("a", "b"), "");
    section.number("number", 1, 0, 9, "");
    assertThat(section.someSeconds("pause", 2, "")).isEqualTo(Duration.ofSeconds(2));

    assertThatThrownBy(options::check)
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            [s] port = 70000: is not in 1..65535
            [s] flag = perhaps: is neither true nor false
            [s] time = soon: is not a number of seconds
            [s] kind = x: is not one of a, b
            [s] number = many: is not a whole number
            [s] pause = 0: is less than 0.001 seconds\
            """);
  }

  @Test
  void namesTheNearestKnownOption() {
    Options options = options("[s]\nbind_prt = 1\ncolour = red\n[other]\nx = 1\n");
    options.section("s").number("bind_port", 1, 0, 9, "");

    assertThat(options.unknown())
        .containsExactly(
            "unknown option [other] x",
            "unknown option [s] bind_prt; did you mean bind_port?",
            "unknown option [s] colour");
  }

  @Test
  void aLaterFileReplacesOptionsOfAnEarlier(@TempDir Path directory) throws Exception {
    Path first = Files.writeString(directory.resolve("a.conf"), "[s]\na = 1\nb = 1\n");
    Path second = Files.writeString(directory.resolve("b.conf"), "[s]\nb = 2\n");
    Options.Section section = new Options(IniFile.read(List.of(first, second))).section("s");

    assertThat(section.text("a", "", "")).isEqualTo("1");
    assertThat(section.text("b", "", "")).isEqualTo("2");
  }

  @Test
  void linesThatAreNoneAreNamed() {
    assertThatThrownBy(() -> IniFile.parse("f", "[s\nword\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("f:1: a section is written [name]\nf:2: an option is written key = value");
    assertThatThrownBy(() -> IniFile.read(List.of(Path.of("/nonexistent"))))
        .isInstanceOf(ConfigException.class);
  }

  private static Options options(String text) {
    return new Options(IniFile.parse("test.conf", text));
  }
}
