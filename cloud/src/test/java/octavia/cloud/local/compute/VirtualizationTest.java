package octavia.cloud.local.compute;

import static org.assertj.core.api.Assertions.assertThat;

import octavia.cloud.local.compute.VirtualMachineSettings.Acceleration;
import octavia.model.Crossing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

final class VirtualizationTest {

  @Test
  @EnabledIfSystemProperty(
      named = "octavia.full",
      matches = "true",
      disabledReason = "run by ./octavia test --full")
  void aGuestThatRunsIsToldFromOneThatDoesNot() {
    Virtualization virtualization = new Virtualization(Acceleration.AUTO, Crossing.OPEN);

    assertThat(virtualization.runs("tcg")).isTrue();
    assertThat(virtualization.runs("none")).isFalse();
  }

  @Test
  void whoWasToldDoesNotTry() {
    assertThat(new Virtualization(Acceleration.KVM, Crossing.OPEN).isByProcessor()).isTrue();
    assertThat(new Virtualization(Acceleration.TCG, Crossing.OPEN).isByProcessor()).isFalse();
  }
}
