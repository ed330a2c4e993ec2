package octavia.store;

class WritersOnH2Test extends WritersContract {
  WritersOnH2Test() {
    super(TestDatabases.Kind.H2);
  }
}
