package octavia.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PickleTest {

  @Test
  void whatIsWrittenIsReadBack() {
    Map<String, String> map = Map.of("X-Forwarded-For", "true", "X-Forwarded-Port", "ü");
    assertThat(Pickle.read(Pickle.write(map))).isEqualTo(map);
    assertThat(Pickle.read(Pickle.write(Map.of()))).isEmpty();
  }

  /** What CPython 3.11 writes for {'X-Forwarded-For': 'true', 'X-Forwarded-Port': 'true'}. */
  @ParameterizedTest
  @CsvSource({
    "0, 286470300a56582d466f727761726465642d466f720a70310a56747275650a70320a7356582d466f727761726465642d506f72740a70330a67320a732e",
    "1, 7d710028580f000000582d466f727761726465642d466f72710158040000007472756571025810000000582d466f727761726465642d506f727471036802752e",
    "2, 80027d710028580f000000582d466f727761726465642d466f72710158040000007472756571025810000000582d466f727761726465642d506f727471036802752e",
    "3, 80037d710028580f000000582d466f727761726465642d466f72710158040000007472756571025810000000582d466f727761726465642d506f727471036802752e",
    "4, 80049533000000000000007d94288c0f582d466f727761726465642d466f72948c0474727565948c10582d466f727761726465642d506f7274946802752e",
    "5, 80059533000000000000007d94288c0f582d466f727761726465642d466f72948c0474727565948c10582d466f727761726465642d506f7274946802752e"
  })
  void readsEveryProtocolOfPython(int protocol, String hex) {
    assertThat(Pickle.read(HexFormat.of().parseHex(hex)))
        .as("protocol %d", protocol)
        .isEqualTo(Map.of("X-Forwarded-For", "true", "X-Forwarded-Port", "true"));
  }

  @Test
  void makesNothingButDictionariesOfTexts() {
    byte[] call = "cos\nsystem\n(S'true'\ntR.".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> Pickle.read(call)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Pickle.read(new byte[] {(byte) 0x80}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
