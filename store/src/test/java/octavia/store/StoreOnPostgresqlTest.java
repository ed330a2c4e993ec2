package octavia.store;

class StoreOnPostgresqlTest extends StoreContract {
  StoreOnPostgresqlTest() {
    super(TestDatabases.Kind.POSTGRESQL);
  }
}
