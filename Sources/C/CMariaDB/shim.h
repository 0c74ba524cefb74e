#pragma once
#include <mysql.h>
#include <errmsg.h>

// `mysql_optionsv` is variadic, so Swift cannot call it: one wrapper a type of argument. Strings are copied.

static inline int cmariadb_set_string(MYSQL *handle, enum mysql_option option, const char *value) {
    return mysql_optionsv(handle, option, (void *)value);
}

static inline int cmariadb_set_number(MYSQL *handle, enum mysql_option option, unsigned int value) {
    return mysql_optionsv(handle, option, (void *)&value);
}

static inline int cmariadb_set_flag(MYSQL *handle, enum mysql_option option, int value) {
    my_bool flag = value != 0;
    return mysql_optionsv(handle, option, (void *)&flag);
}

static inline int cmariadb_add_attribute(MYSQL *handle, const char *name, const char *value) {
    return mysql_optionsv(handle, MYSQL_OPT_CONNECT_ATTR_ADD, (void *)name, (void *)value);
}
