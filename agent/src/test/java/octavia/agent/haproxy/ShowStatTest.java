package octavia.agent.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import octavia.agent.haproxy.ShowStat.Frontend;
import octavia.model.HealthReport.PoolReport;
import octavia.model.ListenerStatistics;
import org.junit.jupiter.api.Test;

final class ShowStatTest {

  @Test
  void readsListenersPoolsAndMembers() {
    ShowStat stat =
        ShowStat.parse(
            """
            # pxname,svname,scur,slim,stot,bin,bout,ereq,status,last_chk,
            l1,FRONTEND,2,500,7,100,200,3,OPEN,,
            l2,FRONTEND,5,5,5,0,0,0,OPEN,,
            p1:l1,m1,1,,4,10,20,,UP,"Layer7, ""ok\""",
            p1:l1,m2,0,,0,0,0,,DOWN 1/2,,
            p1:l1,BACKEND,1,50,4,10,20,,UP,,
            p2:l2,BACKEND,0,50,0,0,0,,DOWN,,

            """);

    assertThat(stat)
        .isEqualTo(
            new ShowStat(
                Map.of(
                    "l1", new Frontend("OPEN", new ListenerStatistics(2, 100, 200, 3, 7)),
                    "l2", new Frontend("FULL", new ListenerStatistics(5, 0, 0, 0, 5))),
                Map.of(
                    "p1:l1", new PoolReport("UP", Map.of("m1", "UP", "m2", "DOWN 1/2")),
                    "p2:l2", new PoolReport("DOWN", Map.of()))));
    assertThat(stat.activeConnections()).isEqualTo(7);
  }

  @Test
  void refusesWhatIsNoTable() {
    assertThatThrownBy(() -> ShowStat.parse("Unknown command\n"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
