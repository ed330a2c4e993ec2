package octavia.store;

class SchemaOnH2Test extends SchemaContract {
  SchemaOnH2Test() {
    super(TestDatabases.Kind.H2);
  }
}
