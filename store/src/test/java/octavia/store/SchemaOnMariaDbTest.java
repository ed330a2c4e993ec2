package octavia.store;

class SchemaOnMariaDbTest extends SchemaContract {
  SchemaOnMariaDbTest() {
    super(TestDatabases.Kind.MARIADB);
  }
}
