package octavia.control.amphora;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import octavia.provider.Capabilities;
import octavia.provider.UnsupportedOptionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Data of profiles, held against what the amphora provider reads. */
class AmphoraMetadataTest {

  @Test
  void takesEveryKey() {
    assertThatCode(
            () -> {
              Capabilities.check(
                  AmphoraMetadata.FLAVOR,
                  Map.of(
                      "loadbalancer_topology",
                      "ACTIVE_STANDBY",
                      "compute_flavor",
                      "1",
                      "amp_image_tag",
                      "gold",
                      "sriov_vip",
                      true,
                      "allow_member_sriov",
                      false));
              Capabilities.check(
                  AmphoraMetadata.AVAILABILITY_ZONE,
                  Map.of("compute_zone", "a", "valid_vip_networks", List.of("x")));
              Capabilities.check(AmphoraMetadata.FLAVOR, Map.of());
            })
        .doesNotThrowAnyException();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            Map.of("hello", 1), "Additional properties are not allowed ('hello' was unexpected)"),
        Arguments.of(
            Map.of("b", 1, "a", 1, "sriov_vip", "x"),
            "Additional properties are not allowed ('a', 'b' were unexpected)"),
        Arguments.of(
            Map.of("loadbalancer_topology", "DOUBLE"),
            "loadbalancer_topology 'DOUBLE' is not one of ['ACTIVE_STANDBY', 'SINGLE']"),
        Arguments.of(
            Map.of("loadbalancer_topology", 5), "loadbalancer_topology 5 is not of type 'string'"),
        Arguments.of(Map.of("sriov_vip", "yes"), "sriov_vip 'yes' is not of type 'boolean'"),
        Arguments.of(Map.of("compute_flavor", true), "compute_flavor True is not of type 'string'"),
        Arguments.of(
            Map.of("compute_flavor", Map.of("a", Arrays.asList(1, null))),
            "compute_flavor {'a': [1, None]} is not of type 'string'"),
        Arguments.of(List.of(), "[] is not of type 'object'"),
        Arguments.of(null, "None is not of type 'object'"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(Object data, String text) {
    assertThatThrownBy(() -> Capabilities.check(AmphoraMetadata.FLAVOR, data))
        .isInstanceOfSatisfying(
            UnsupportedOptionException.class,
            e -> org.assertj.core.api.Assertions.assertThat(e.reason()).isEqualTo(text));
  }
}
