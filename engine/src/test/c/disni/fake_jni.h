/* A JNI environment that keeps the last exception: the natives under test need nothing else of a JVM. */
#ifndef FAKE_JNI_H
#define FAKE_JNI_H

#include <jni.h>

extern JNIEnv *const jni;

/* The text of the IOException that was thrown since the last call; "" when none was. */
const char *thrown(void);

/* How an address of C looks to Java. */
#define AT(pointer) ((jlong)(intptr_t)(pointer))

#endif
