package octavia.store;

class OutageOnPostgresqlTest extends OutageContract {
  OutageOnPostgresqlTest() {
    super(TestDatabases.Kind.POSTGRESQL);
  }
}
