package octavia.store;

class ListsOnH2Test extends ListsContract {
  ListsOnH2Test() {
    super(TestDatabases.Kind.H2);
  }
}
