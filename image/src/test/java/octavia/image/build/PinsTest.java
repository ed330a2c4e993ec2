package octavia.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PinsTest {
  private static final Installed HAPROXY = new Installed("haproxy", "2.6-1", "amd64", "haproxy");
  private static final Installed LUA = new Installed("lua", "5:1", "amd64", "lua5.3");

  @Test
  void aptTakesTheVersionsThatAreListed() {
    assertThat(new Pins(List.of(LUA, HAPROXY)).preferences())
        .isEqualTo(
            """
            Package: haproxy
            Pin: version 2.6-1
            Pin-Priority: 1001

            Package: lua
            Pin: version 5:1
            Pin-Priority: 1001

            """);
  }

  @Test
  void theSamePackagesAreGood() {
    new Pins(List.of(HAPROXY, LUA)).check(List.of(LUA, HAPROXY));
  }

  @Test
  void everyDifferenceIsNamed() {
    assertThatThrownBy(() ->
            new Pins(List.of(HAPROXY, LUA))
                .check(
                    List.of(
                        new Installed("haproxy", "2.6-2", "amd64", "haproxy"),
                        new Installed("perl", "5", "amd64", "perl"))))
        .isInstanceOf(BuildException.class)
        .hasMessageContainingAll(
            "3 packages",
            "haproxy 2.6-2 instead of 2.6-1",
            "lua (not installed) instead of 5:1",
            "perl 5, which is not listed",
            "snapshot.debian.org");
  }
}
