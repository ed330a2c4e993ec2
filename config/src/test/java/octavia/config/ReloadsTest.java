package octavia.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReloadsTest {
  private final List<String> seen = new ArrayList<>();
  private final Reloads reloads =
      new Reloads(
          file("[quotas]\ndefault_pool_quota = 5\n[api_settings]\nbind_port = 1\n"),
          Catalogue.load());

  @Test
  void whatIsMutableAndReadChanges() {
    reloads.register(this::quotas);

    Reloads.Outcome outcome =
        reloads.reload(
            file(
                """
                [quotas]
                default_pool_quota = 7
                [api_settings]
                bind_port = 2
                [health_manager]
                heartbeat_key = secret
                """));

    assertThat(outcome.changed()).containsExactly("[quotas] default_pool_quota is now 7");
    assertThat(outcome.waiting())
        .containsExactly("[api_settings] bind_port", "[health_manager] heartbeat_key");
    assertThat(seen).containsExactly("pools 7, port 1");
  }

  @Test
  void whatWaitsIsSaidAgain() {
    reloads.register(this::quotas);
    IniFile next = file("[api_settings]\nbind_port = 2\n[quotas]\ndefault_pool_quota = 5\n");
    reloads.reload(next);

    assertThat(reloads.reload(next))
        .isEqualTo(new Reloads.Outcome(List.of(), List.of("[api_settings] bind_port")));
  }

  @Test
  void anOptionThatIsTakenOutHasItsDefaultAgain() {
    reloads.register(this::quotas);

    assertThat(reloads.reload(file("[api_settings]\nbind_port = 1\n")).changed())
        .containsExactly("[quotas] default_pool_quota has its default again");
    assertThat(seen).containsExactly("pools -1, port 1");
  }

  @Test
  void nothingChangesIfAnythingIsWrong() {
    reloads.register(this::quotas);
    IniFile wrong =
        file("[quotas]\ndefault_pool_quota = many\n[cors]\nmax_age = long\n[DEFAULT]\ndebug=1\n");

    assertThatThrownBy(() -> reloads.reload(wrong))
        .hasMessage(
            """
            [quotas] default_pool_quota = many: is not a whole number
            [cors] max_age = long: is not a whole number\
            """);
    assertThat(seen).isEmpty();
  }

  private Runnable quotas(Options options) {
    int pools = options.section("quotas").number("default_pool_quota", -1, -1, 99, "");
    int port = options.section("api_settings").number("bind_port", 0, 0, 99, "");
    return () -> seen.add("pools " + pools + ", port " + port);
  }

  private static IniFile file(String text) {
    return IniFile.parse("octavia.conf", text);
  }
}
