"""Formulas at points, with what their value and derivatives are, worked out by hand.

A point may be -0.0; the results are those of order 0, 1, 2 and so on, as Python's floats; "?" leaves one out.
"""

from __future__ import annotations

from typing import Final

UNDEFINED: Final = """
log(x)                       -1        nan nan nan
log(x)-log(x)                -1        nan nan
sqrt(x)/sqrt(x)              0         nan nan
sqrt(x)/sqrt(x)              -1        nan nan
sqrt(x)/sqrt(x)              4         1 0 0
x/x                          0         nan nan
x/x                          5e-324    1 0
0*log(x)                     -2        nan
x**(1/3)                     -8        nan nan
x**0.5                       -1        nan
x**(4/2)                     -3        9 -6 2 0
x**x                         -1.5      nan nan
x**x                         -2        0.25 nan
(-2)**x                      3         -8 nan
(-2)**x                      2.5       nan nan
x**0                         0         1 0 0
(x-x)**0                     7         1 0
min(x,log(x))                -1        nan
max(log(x),5)                -1        nan nan
clip(log(x),0,1)             -1        nan
abs(log(x))                  -1        nan
sign(sqrt(x))                -1        nan
where(log(x)<0,1,2)          -1        nan nan
where(x<0,1,log(x))          -1        1 0
where(x>0,log(x),2)          -1        2 0
where(x>0 and log(x)<1,1,2)  -1        2 0
where(log(x)<1 and x>0,1,2)  -1        2 0
where(x<0 or log(x)<1,1,2)   -1        1 0
where(x>0 or log(x)<1,1,2)   -1        nan
where(not log(x)<1,1,2)      -1        nan
where(not (x>0 and log(x)<1),1,2)  -1  1 0
where(-1<x<=1,x,0)           1         1 1 0
where(-1<x<=1,x,0)           2         0 0
log1p(x)                     -2        nan
x                            nan       nan nan
1+0*x                        nan       nan
"""

POLES: Final = """
(1/x)*clip(-1/x,0,6)         0         nan nan
(1/x)*clip(-1/x,0,6)         -0.0      -inf
1/x                          0         inf -inf inf -inf
1/x                          -0.0      -inf -inf -inf
1/x**2                       0         inf -inf inf
1/x**2                       -0.0      inf inf inf
log(x)                       0         -inf inf -inf
log(x)                       -0.0      -inf inf -inf
log(1-x)                     1         -inf -inf -inf
log(abs(x))                  0         -inf inf
log(abs(x))                  -0.0      -inf -inf
log1p(x)                     -1        -inf inf
exp(-1/x)                    0         0 0 0
exp(-1/x)                    -0.0      inf inf inf
exp(1/x)                     0         inf -inf inf
atan(1/x)                    0         pi/2 -1 0 2
atan(1/x)                    -0.0      -pi/2 -1
tanh(1/x)                    0         1 0 0
1/x-1/x**2                   0         -inf inf
x*(1/x)                      0         nan nan
x*log(x)                     0         nan nan
sin(x)/x                     0         nan nan
x/x**3                       0         inf -inf
x*exp(1/x)                   0         inf -inf
x*exp(1/x)                   -0.0      0 0 0
sin(1/x)                     0         nan nan
1/(1/x)                      0         0 1 0
1/log(x)                     0         0 -inf
x**-3                        -0.0      -inf -inf
x**-0.5                      0         inf -inf inf
(x-2)**-2                    2         inf -inf
tan(pi*x)                    0.5       -inf inf
tan(pi*x)                    -0.0      0 pi
sqrt(1/x)                    0         inf -inf
sqrt(1/x)                    -0.0      inf -inf
max(1/x,0)                   0         inf -inf
max(1/x,0)                   -0.0      0 0
min(1/x,3)                   0         3 0
where(1/x>5,x,2)             0         0 1
where(1/x>5,x,2)             -0.0      2 0
sqrt(x)                      0         0 inf -inf inf
sqrt(x)                      -0.0      0 inf -inf
sqrt(3-x)                    3         0 -inf -inf
x**1.5                       0         0 0 inf
x*sqrt(x)                    0         0 0 inf
x**x                         0         1 -inf inf
sqrt(x)+sqrt(-x)             0         0 nan
log(log(1+x))                0         -inf inf
normcdf(1/x)                 0         1 0
1/cosh(1/x)                  0         0 0
erfc(-1/x)                   -0.0      0 0
sigmoid(log(x))              0         0 1 -2
exp(log(x))                  0         0 1 0
"""

JOINS: Final = """
cos(sqrt(x))                 0         1 -1/2 1/12 -1/120 1/1680 -1/30240 1/665280 -1/17297280
sin(sqrt(x))*sqrt(x)         0         0 1 -1/3 1/20 -1/210 1/3024 -1/55440
atan(sqrt(x))*sqrt(x)        0         0 1 -2/3 6/5 -24/7 120/9 -720/11
max(x,0)                     0         0 0 0
max(0,x)                     0         0 1 0
max(x,0)**2                  0         0 0 0
abs(x)                       0         0 0 0
abs(x)**2                    0         0 0 2 0
abs(x)**3                    0         0 0 0 0
x*abs(x)                     0         0 0 0
sign(x)                      0         0 0 0
sign(x)*x                    0         0 0
sign(x)*tanh(abs(x))         0         0 1 0 -2
sign(x)*sqrt(abs(x))         0         0 inf nan
sqrt(abs(x))                 0         0 nan nan
(x**2)**(1/3)                0         0 nan
sqrt(x**2)                   0         0 nan nan
sqrt(x**2)                   -3        3 -1 0
sqrt(x**4)                   0         0 0 2 0
where(x<0,0,1)               0         1 0 0
where(x<=0,x,1+2*x)          0         0 1 0
where(x<0,x,1+2*x)           0         1 2 0
where(x!=3,x,0)              3         0 0 0
where(x==0,1,sin(x)/x)       0         1 0 -1/3 0 1/5
where(x==0,1,sin(x)/x)       -0.0      1 0 -1/3
where(x==0,2,sin(x)/x)       0         2 0 0
where(x==0,1,(exp(x)-1)/x)   0         1 1/2 1/3 1/4
where(x==0,0,exp(-1/x**2))   0         0 0 0 0
where(x==0,0,x**2*log(abs(x)))  0      0 0 -inf nan
where(x==0,0,x*log(abs(x))**4)  0      0 inf nan
where(x==0,0,x*log(abs(x)))  0         0 -inf nan
where(x<2,x**2/2,2*x-2)      2         2 2 0
where(x<=2,x**2/2,2*x-2)     2         2 2 1
where(x<1,x**2,x**2)         1         1 2 2 0
where(x>=0,sqrt(x),-sqrt(-x))  0       0 inf nan
where(exp(x)>=e,x,1/x)       1         1 1 0
where(exp(x)>=e,x,3)         1         1 1
where(sqrt(x)>=sqrt(2),1,2)  2         1 0
where(sqrt(x)>sqrt(2),1,2)   2         2 0
where(cos(pi*x)>=1,1,2)      4         1 0
where(cos(pi*x)>=1,x,2*x-4)  4         4 2 0
where(sin(pi*x/6)==0.5,1,2)  1         1 0
where((x-1)**2>0,x,5)        1         5 0
where((x-1)**2>0,x,1)        1         1 1 0
where(x**2==2*x-1,1,x)       1         1 1 0
where(log(x)>=0,x**2,x)      1         1 2 2
max(sin(x),x)                0         0 1 0 0
min(sin(x),x)                0         0 1 0 0
max(x,x)                     1         1 1 0
max(x,2*x,3*x)               0         0 3 0
max(3*x,2*x,x)               0         0 1 0
min(max(x,0),1)              1         1 0 0
clip(x,-1,1)                 1         1 0
clip(x,-1,1)                 -1        -1 0
clip(x,-1,1)                 0.5       0.5 1 0
clip(x,2,1)                  1.5       1 0
clip(x,2*x,5)                0         0 2
abs(0*x)                     1         0 0
abs(x-1)+abs(x+1)            1         2 1
abs(sin(x))                  0         0 0
abs(x**3)                    0         0 0 0 0
max(x**3,0)                  0         0 0 0 0
cos(abs(x))                  0         1 0 -1 0
exp(abs(x))                  0         1 0 0
(1+x)*max(x,0)               0         0 0 0
max(x,0)+log(1+x)            0         0 1 -1
sqrt(max(x,0))               0         0 nan
where(x>0,1/x,0)             0         0 0
where(x==0,1,1/x)            0         1 0 0
abs(max(x,0)-min(x,0))       0         0 0
"""

INFINITIES: Final = """
x                            inf       inf 1 0
x                            -inf      -inf 1 0
exp(-x)*sin(x)               inf       0 0 0
sin(x)/x                     inf       0 0 0
sin(x)                       inf       nan nan
x*sin(x)                     inf       nan nan
x+sin(x)                     inf       inf nan
x*(2+sin(x))                 inf       inf nan
sin(x)**2+cos(x)**2+atan(x)  inf       ?
tan(x)                       inf       nan
tan(pi*x)                    -inf      nan ?
sin(pi*x)                    inf       nan
cos(1/x)                     inf       1 0
sin(exp(x))                  inf       nan nan
sin(exp(x))                  -inf      0 0
max(sin(x),2)                inf       2 0
log(x)                       inf       inf 0 0
log(x)                       -inf      nan nan
sqrt(x)                      inf       inf 0
sqrt(x**2+1)-x               inf       0 0
(1+1/x)**x                   inf       e 0
x/sqrt(1+x**2)               -inf      -1 0
atan(x)                      -inf      -pi/2 0
x*exp(-exp(-x))              -inf      0 0
exp(exp(x))                  inf       inf inf
exp(-exp(x))                 inf       0 0
x*normcdf(x)                 -inf      0 0
x*(1-tanh(x)**2)             inf       0 0
x**4096                      -inf      inf -inf inf
x**-2                        -inf      0 0
x**(1/3)                     inf       inf 0
x**(1/3)                     -inf      nan
x**x                         inf       inf inf
x**x                         -inf      nan
x/x                          inf       1 0
x-x                          inf       0 0
abs(x)                       -inf      inf -1 0
where(x>1e300,3,x)           inf       3 0
where(x>1e300,3,x)           -inf      -inf 1
x+sin(x)**2                  inf       inf nan
x*(1+sin(x))                 inf       ?
1.7/(8+x+sin(x)**2)          inf       0 0
x**2*(2+sin(x))              -inf      inf nan
x*(2+sin(x)/2)               inf       inf nan
x**2*(2+sin(x)/x)            inf       inf inf
x*(1.5-(1-sin(x))*tanh(x))   inf       nan
x*(2.5-(1-sin(x))*tanh(x))   inf       inf
where(x+cos(x)>=0,x**2,x)    inf       inf inf 2
min(-1/x,cos(x))             inf       nan ?
sin(x)/log(x)                inf       ?
tan(x)/x                     inf       ?
x**1e-300                    inf       ?
x**0.01                      inf       inf 0
x**-0.01                     inf       0 0
log(x)**3                    inf       inf 0
log1p(x)**66                 inf       ?
log(x)**10/x                 inf       0 0
log(x)/x**0.05               inf       0 0
x**5*exp(-x/100)             inf       0 0
(3*x**2+1)/(2*x**2-x)        inf       3/2 0
exp(x)/(exp(x)+1)            inf       1 0
log(1+exp(x))-x              inf       0 0
x/log(x)                     inf       inf ?
"""

FAR: Final = """
x-tanh(x)                    1e200     1e200 1 0
x*tanh(log(1+exp(x)))        -1e200    -0.0 -0.0 -0.0
exp(x)                       1000      inf inf
exp(x)                       -1000     0.0 0.0
-exp(x)                      -1000     -0.0 -0.0
exp(-exp(-x))                -1e300    0.0 0.0
x**66                        1e-200    0.0 0.0
x**3                         -1e-200   -0.0 0.0 -6e-200 6
sqrt(x*x)                    1e200     1e200 1 0
sqrt((log(1+exp(x**2))+x**2/2-log(2))**2)  1e-308  0.0 2e-308 2 3*1e-308 3 -0.0 -0.0
1-tanh(x)                    1e25      0.0 -0.0 0.0
-exp(x-1e25)/(1+exp(x-1e25))  0        -0.0 -0.0 -0.0
where(1/x>0,1,0)*where(x>0,x,-x)  0     0 1 0
where(1/x>0,1,0)*where(x>0,x,-x)  -0.0  0 0 0
where(1/x>0,x,x**2)+abs(x)   0         0 2 0
x*1e300*1e300/1e300/1e300    2         2 1 0
sin(x)                       1e22      -0.8522008497671888 0.523214785395139
abs(x-1e25)                  1e25      905969664 1
abs(x)                       5e-324    5e-324 1 0
sign(where(x!=64,log(-x),2))  64       1 nan
sqrt(-x)**1.5                -1        1 -0.75 -0.1875 -0.234375
max(x,1e-300)                0         1e-300 0
min(x,inf)                   3         3 1 0
max(x,-inf)                  3         3 1 0
clip(3,-inf,2)*x             1.5       3 2 0
clip(x,-inf,2)+min(inf,x)    2         4 1 0
clip(x,-inf,inf)             -inf      -inf 1 0
where(x<inf,x,0)             3         3 1 0
where(-inf<x<inf,2*x,0)      inf       ?
"""

REPORTED: Final = """
x*2**0.3                     1         1.2311444133449163 1.2311444133449163 0
x*8**(1/3)                   1         2 2 0
tanh(2**0.3*x)               0         0 1.2311444133449163
x/2**(1/3)                   1         0.7937005259840998 0.7937005259840998
1/(1+x**66)                  -1        0.5 16.5
exp(-x**8)                   -1.25     0.002578713939114643
where(exp(x)>=e,5,7)         1         5 0
where(x**(1/3)>=2,5,7)       8         5 0
where(sqrt(x)>=sqrt(2),5,7)  2         5 0
where(cos(pi*x)>=1,5,7)      2         5 0
max(exp(x),e)+x              1         e+1 1
tanh(log(x))                 -2        nan nan
expm1(sqrt(x))               -2        nan nan
exp(log(x))+1                -2        nan nan
tanh(x**(1/3))               -8        nan nan
clip(x**(1/3),2,4)           -8        nan nan
(x**0.5)**2                  -2        nan nan
sqrt(x)/sqrt(x)              2         1 0
x*log(x)/log(x)              1         nan nan
normcdf(sqrt(x))             -5        nan nan
normcdf(sqrt(x))             4         0.9772498680518208 0.013497741628297012
cos(2*pi*x)                  inf       nan
x**0.001                     inf       inf 0
x-1e200                      inf       inf 1
min(x,1e200)                 inf       1e200 0
hard_tanh(x,max_val=1e300)   inf       1e300 0
leaky_relu(x,alpha=1e-300)   -inf      -inf 1e-300
where(x>1e200,5,0)           inf       5 0
log(exp(x))                  1e19      1e19 1
(exp(x)-1)/x                 1e-200    1 1/2 1/3
(1-cos(x**4))/x**8           1e-300    0.5
where(x==0,log(2),(2**x-1)/x)  0       0.6931471805599453 0.24022650695910072
where(x==0,e,(exp(x+1)-e)/x)  0        e 1.3591409142295225
sign(x)*log1p(abs(x))        0         0 1
sqrt(abs(x))*sin(x)          0         0 0
sqrt(max(x,0))*x             0         0 0
x*exp(-1/abs(x))             0         0 0
where(x*x>0,x,5)             0         5 0
tan(pi*x/2)                  1         -inf
sqrt(sin(pi*x))              1         0
log(x)                       -0.0      -inf inf
where(log(x)>=100,x,x*cos(x))  inf     inf ?
isru(x**66)                  1e9       1 0 -0
atan(sinh(x)**x)             -0.03     nan nan
atan(8/normcdf(10-x)*x)      1e30      1.5707963267948966 0
(1+0.1/x)*sqnl(0.1/(inf+1e300))  1     0 ?
"""
