package octavia.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import octavia.model.Crossing;
import octavia.model.LoadBalancer;
import octavia.model.Member;
import octavia.store.listing.Listing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of years, whose tables were made with one collation and with another. */
class CollationsTest {
  /** More than a page of which each row is named. */
  private static final int MANY = 40;

  @Test
  void everythingIsReadFromTablesOfDifferentCollations(@TempDir Path directory)
      throws SQLException {
    DatabaseSettings settings =
        TestDatabases.settings(TestDatabases.fresh(TestDatabases.Kind.MARIADB, directory));
    TestDatabases.upgrade(settings);
    try (Connection connection = DriverManager.getConnection(settings.url().jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String table : List.of("tags", "amphora_health", "listener_statistics")) {
        statement.execute(
            "alter table "
                + table
                + " convert to character set utf8mb3"
                + " collate utf8mb3_unicode_ci");
      }
    }
    List<LoadBalancer> balancers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      balancers.add(Rows.loadBalancer("lb" + (100 + i), "name", "project"));
    }
    List<Member> members =
        List.of(Rows.member("m1", "p", "10.0.0.1"), Rows.member("m2", "p", "10.0.0.2"));
    try (Store store = Store.open(settings, InstantSource.fixed(Rows.T0), Crossing.OPEN)) {
      store.transaction(
          "fill",
          tx -> {
            tx.loadBalancers().insert(balancers);
            tx.pools().insert(Rows.pool("p", "lb100"));
            tx.members().insert(members);
            return true;
          });

      assertThat(store.<List<String>>read(tx -> tx.amphoraHealth().silentSince(Rows.T0))).isEmpty();
      assertThat(store.<Boolean>read(tx -> tx.statistics().of(List.of("l")).isEmpty())).isTrue();
      assertThat(store.<List<Member>>read(tx -> tx.members().of("p"))).isEqualTo(members);
      assertThat(store.<List<Member>>read(tx -> tx.members().of(List.of("p", "q", "r"))))
          .isEqualTo(members);
      assertThat(store.<List<LoadBalancer>>read(tx -> tx.loadBalancers().list(Listing.all())))
          .isEqualTo(balancers);
      assertThat(store.<Optional<LoadBalancer>>read(tx -> tx.loadBalancers().find("lb100")))
          .contains(balancers.getFirst());
      assertThat(store.<Boolean>read(tx -> tx.graphs().find("lb100").isPresent())).isTrue();
      String tag = balancers.getFirst().tags().getFirst();
      assertThat(
              store.<List<LoadBalancer>>read(tx ->
                  tx.loadBalancers()
                      .list(
                          new Listing(
                              Optional.empty(),
                              Optional.empty(),
                              List.of(),
                              new Listing.Tags(List.of(tag), List.of(), List.of(), List.of()),
                              List.of(),
                              Optional.empty(),
                              0,
                              false))))
          .contains(balancers.getFirst());
    }
  }
}
