package octavia.agent.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ConfigTextTest {
  @Test
  void findsListenersWithTheirModes() {
    assertThat(
            ConfigText.listeners(
                """
                defaults
                    mode tcp
                frontend one
                    mode http
                backend two:one
                    mode http
                frontend three
                    bind :1
                """))
        .containsExactly(java.util.Map.entry("one", "HTTP"), java.util.Map.entry("three", "TCP"));
  }
}
