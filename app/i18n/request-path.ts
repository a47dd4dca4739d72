/** The proxy tells pages the path that was asked for, without its language. */
export const REQUEST_PATH_HEADER = "x-plaudit-path";
