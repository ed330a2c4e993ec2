package octavia.store;

class WritersOnPostgresqlTest extends WritersContract {
  WritersOnPostgresqlTest() {
    super(TestDatabases.Kind.POSTGRESQL);
  }
}
