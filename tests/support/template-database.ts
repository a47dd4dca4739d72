/** The migrated, empty database that a test's own is copied from. */
export const TEMPLATE_DATABASE = "plaudit_template";
