package octavia.store;

class SchemaOnPostgresqlTest extends SchemaContract {
  SchemaOnPostgresqlTest() {
    super(TestDatabases.Kind.POSTGRESQL);
  }
}
