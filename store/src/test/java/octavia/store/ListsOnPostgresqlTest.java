package octavia.store;

class ListsOnPostgresqlTest extends ListsContract {
  ListsOnPostgresqlTest() {
    super(TestDatabases.Kind.POSTGRESQL);
  }
}
