package octavia.store;

class StoreOnMariaDbTest extends StoreContract {
  StoreOnMariaDbTest() {
    super(TestDatabases.Kind.MARIADB);
  }
}
