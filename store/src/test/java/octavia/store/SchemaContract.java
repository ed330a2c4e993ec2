package octavia.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import octavia.model.Crossing;
import octavia.store.schema.Backup;
import octavia.store.schema.Schema;
import octavia.store.schema.SchemaConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same on every database. */
abstract class SchemaContract {
  private final TestDatabases.Kind kind;
  private DatabaseSettings settings;

  SchemaContract(TestDatabases.Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open(@TempDir Path directory) {
    settings = TestDatabases.settings(TestDatabases.fresh(kind, directory));
  }

  @Test
  void anEmptyDatabaseGetsAllTablesAndNothingTwice() {
    assertThat(on(Schema::current)).isEqualTo(new Schema.Current(Optional.empty(), 0));

    List<String> done = on(Schema::upgrade);

    assertThat(done).contains("step 1: octavia_tables", "index control_ix_load_balancer_project");
    assertThat(on(Schema::upgrade)).isEmpty();
    assertThat(on(Schema::current).upstreamRevision()).contains(Schema.UPSTREAM_REVISION);
    assertThat(on(Schema::history)).extracting(Schema.Step::version).startsWith(1, 2);
    assertThat(on(Schema::differences)).isEmpty();
  }

  @Test
  void anUpgradeThatWasCutShortGoesOn() throws SQLException {
    on(Schema::upgrade);
    execute("delete from control_schema", "drop table control_event");

    on(Schema::upgrade);

    assertThat(on(Schema::differences)).isEmpty();
  }

  @Test
  void tablesThatUpstreamMadeStayAsTheyAre() throws SQLException {
    on(Schema::upgrade);
    execute(
        "drop table control_schema",
        "drop table control_event",
        "drop table control_work_order",
        "drop table control_deletion",
        "drop table control_agent_config",
        "drop table control_revision",
        "drop index control_ix_pool_name" + (isMariaDb() ? " on pool" : ""),
        "update load_balancer set name = 'none'");

    List<String> done = on(Schema::upgrade);

    assertThat(done)
        .contains(
            "upstream's tables found at revision " + Schema.UPSTREAM_REVISION,
            "step 2: control_tables",
            "index control_ix_pool_name")
        .doesNotContain("step 1: octavia_tables");
    assertThat(on(Schema::differences)).isEmpty();
  }

  @Test
  void anotherRevisionOfUpstreamsIsRefusedByItsName() throws SQLException {
    on(Schema::upgrade);
    execute("drop table control_schema", "update alembic_version set version_num = '8db7a6443785'");

    assertThatThrownBy(() -> on(Schema::upgrade))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll("8db7a6443785", Schema.UPSTREAM_REVISION, "octavia-db-manage");
  }

  @Test
  void tablesOfUnknownAgeAreRefused() throws SQLException {
    on(Schema::upgrade);
    execute("drop table control_schema", "delete from alembic_version");

    assertThatThrownBy(() -> on(Schema::upgrade)).hasMessageContaining("unknown age");
  }

  @Test
  void aNewerDatabaseIsRefused() throws SQLException {
    on(Schema::upgrade);
    execute("insert into control_schema (version, name, applied_at) values (99, 'new', 0)");

    assertThatThrownBy(() -> on(Schema::upgrade)).hasMessageContaining("newer program");
  }

  @Test
  void onlyTheEmbeddedDatabaseIsChangedByOpeningIt() {
    if (kind == TestDatabases.Kind.H2) {
      Store.open(settings, InstantSource.system(), Crossing.OPEN).close();
      assertThat(on(Schema::differences)).isEmpty();
    } else {
      assertThatThrownBy(() -> Store.open(settings, InstantSource.system(), Crossing.OPEN))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("octavia db upgrade");
      assertThat(on(Schema::current).version()).isZero();
    }
  }

  @Test
  void aCheckNamesWhatDiffers() throws SQLException {
    on(Schema::upgrade);
    execute(
        "alter table member drop column monitor_port",
        "alter table pool add column colour varchar(8)",
        "delete from protocol where name = 'SCTP'",
        "drop index control_ix_vip_port" + (isMariaDb() ? " on vip" : ""));

    List<String> differences = on(Schema::differences);

    assertThat(differences).hasSize(4);
    assertThat(String.join("\n", differences))
        .contains(
            "missing: column member.monitor_port",
            "not expected: column pool.colour",
            "missing: row protocol SCTP",
            "missing: index vip control_ix_vip_port (port_id)");
  }

  @Test
  void aStampIsOnlyWrittenDown() {
    on(schema -> {
      schema.stamp(1);
      return true;
    });

    assertThat(on(Schema::current).version()).isEqualTo(1);
    assertThatThrownBy(() ->
            on(schema -> {
              schema.stamp(99);
              return true;
            }))
        .hasMessageContaining("no version 99");
  }

  @Test
  void aBackupHoldsTheRowsAndIsItsOwnersAlone(@TempDir Path directory) throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        !isMariaDb() || Files.isExecutable(Path.of("/usr/bin/mariadb-dump")),
        "mariadb-dump is not installed");
    on(Schema::upgrade);
    Path file = directory.resolve("backup.sql");

    new Backup(settings).write(file);

    assertThat(Files.readString(file)).contains("TERMINATED_HTTPS", "control_revision");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> new Backup(settings).write(file)).hasMessageContaining("already");
  }

  private boolean isMariaDb() {
    return kind == TestDatabases.Kind.MARIADB;
  }

  private <T> T on(SchemaConnection.Work<T> work) {
    return new SchemaConnection(settings, InstantSource.system()).with(work);
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(settings.url().jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
