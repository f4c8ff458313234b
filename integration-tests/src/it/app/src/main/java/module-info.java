module app {
    requires dev.parlance.api;
}
