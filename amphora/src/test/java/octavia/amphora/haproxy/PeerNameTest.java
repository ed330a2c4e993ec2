package octavia.amphora.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PeerNameTest {
  @Test
  void isUpstreamsForm() {
    // base64 of the SHA-1 with _ for +, - for /, without padding; a leading - becomes x.
    assertThat(PeerName.of("a0000000-0000-4000-8000-000000000001"))
        .isEqualTo("EgwPta0_x0RB6fH4DP3QWp2iR3I");
    assertThat(PeerName.of("8")).isEqualTo("xl27zqXOfimIuMabz9-eiQSqvB8");
  }
}
