package octavia.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import octavia.store.object.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomesTest {

  @ParameterizedTest
  @CsvSource({
    "create-load-balancer, LOAD_BALANCER",
    "update-listener, LISTENER",
    "delete-health-monitor, HEALTH_MONITOR",
    "create-member, MEMBER",
    "replace-amphora, LOAD_BALANCER"
  })
  void reasonsNameTheKindThatChanged(String reason, Kind kind) {
    assertThat(Outcomes.kindOf(reason)).isEqualTo(kind);
  }
}
