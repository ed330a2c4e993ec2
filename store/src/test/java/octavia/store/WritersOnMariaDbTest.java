package octavia.store;

class WritersOnMariaDbTest extends WritersContract {
  WritersOnMariaDbTest() {
    super(TestDatabases.Kind.MARIADB);
  }
}
