package octavia.store;

class OutageOnMariaDbTest extends OutageContract {
  OutageOnMariaDbTest() {
    super(TestDatabases.Kind.MARIADB);
  }
}
