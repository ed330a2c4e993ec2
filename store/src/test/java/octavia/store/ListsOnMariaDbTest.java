package octavia.store;

class ListsOnMariaDbTest extends ListsContract {
  ListsOnMariaDbTest() {
    super(TestDatabases.Kind.MARIADB);
  }
}
