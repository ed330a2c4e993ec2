package octavia.store;

class StoreOnH2Test extends StoreContract {
  StoreOnH2Test() {
    super(TestDatabases.Kind.H2);
  }
}
